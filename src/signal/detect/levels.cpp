#include "signal/detect/levels.h"

#include <algorithm>
#include <cmath>

namespace rwave {
namespace {

constexpr std::size_t blocks_for_qrs = 7;
constexpr std::size_t blocks_for_background = 2;
// Whose backgrounds can be asked for.
constexpr std::size_t blocks_known = 8;
constexpr float least_background = 0.003F;
// A block with more missing samples than this says nothing about the lead.
constexpr double most_missing_of_block = 0.25;

void keep_last(std::vector<float>& list, std::size_t count, float value) {
  if (list.size() == count) list.erase(list.begin());
  list.push_back(value);
}

float median_of(std::vector<float>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

BlockLevels::BlockLevels(double rate)
    : block_(static_cast<std::size_t>(std::lround(block_seconds * rate))),
      qrs_(least_qrs_level),
      background_(least_background) {
  values_.reserve(block_);
  maxima_.reserve(blocks_for_qrs);
  medians_.reserve(blocks_for_background);
}

bool BlockLevels::push(float envelope, bool missing) {
  values_.push_back(envelope);
  missing_ += missing ? 1U : 0U;
  if (values_.size() < block_) return false;
  end_block();
  return true;
}

float BlockLevels::background(std::int64_t ago) const {
  // Blocks end `values_.size()` values ago, and a block's length before that, and so on.
  const std::int64_t since_end = ago - static_cast<std::int64_t>(values_.size());
  const std::int64_t back = since_end < 0 ? 0 : since_end / static_cast<std::int64_t>(block_);
  const auto known = static_cast<std::int64_t>(all_medians_.size());
  float sum = 0;
  int count = 0;
  for (std::int64_t i = known - 2 - back; i <= known - back; ++i) {
    if (i < 0 || i >= known || all_medians_[static_cast<std::size_t>(i)] < 0) continue;
    sum += all_medians_[static_cast<std::size_t>(i)];
    ++count;
  }
  return count > 0 ? std::max(sum / static_cast<float>(count), least_background) : background_;
}

void BlockLevels::end_block() {
  const auto top = std::max_element(values_.begin(), values_.end());
  last_max_ = *top;
  last_top_ = values_.end() - top;
  last_median_ = median_of(values_);
  last_missing_ = static_cast<double>(missing_) / static_cast<double>(block_);
  values_.clear();
  missing_ = 0;
  if (last_missing_ > most_missing_of_block || last_max_ < least_qrs_level) {
    last_top_.reset();
    keep_last(all_medians_, blocks_known, -1);
    return;
  }
  ++valid_blocks_;
  keep_last(maxima_, blocks_for_qrs, last_max_);
  keep_last(medians_, blocks_for_background, last_median_);
  keep_last(all_medians_, blocks_known, last_median_);
  const auto [least, most] = std::minmax_element(maxima_.begin(), maxima_.end());
  spread_ = std::log(*most / *least);
  values_.assign(maxima_.begin(), maxima_.end());
  qrs_ = std::max(median_of(values_), least_qrs_level);
  values_.clear();
  float sum = 0;
  for (const float median : medians_) sum += median;
  background_ = std::max(sum / static_cast<float>(medians_.size()), least_background);
}

}  // namespace rwave
