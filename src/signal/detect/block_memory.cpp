// The levels that follow of blocks. No heap: a device runs this too (embedded/).
#include "signal/detect/levels.h"

#include <algorithm>
#include <cmath>

#include "math/median.h"

namespace rwave {
namespace {

constexpr float least_background = 0.003F;
// A block with more missing samples than this says nothing about the lead.
constexpr double most_missing_of_block = 0.25;

// The upper of two middles.
float median_of(std::span<float> values) {
  return of_rank(values, values.size() / 2);
}

}  // namespace

BlockMemory::BlockMemory()
    : qrs_(least_qrs_level), background_(least_background), clearness_(qrs_ / background_) {}

template <std::size_t most>
void BlockMemory::Last<most>::add(float value) {
  if (size == most) {
    std::copy(values.begin() + 1, values.end(), values.begin());
    --size;
  }
  values[size++] = value;
}

float BlockMemory::background(std::int64_t ago, std::size_t pending, std::size_t block) const {
  // Blocks end `pending` values ago, and a block's length before that, and so on.
  const std::int64_t since_end = ago - static_cast<std::int64_t>(pending);
  const std::int64_t back = since_end < 0 ? 0 : since_end / static_cast<std::int64_t>(block);
  const auto known = static_cast<std::int64_t>(all_medians_.size);
  float sum = 0;
  int count = 0;
  for (std::int64_t i = known - 2 - back; i <= known - back; ++i) {
    if (i < 0 || i >= known || all_medians_.values[static_cast<std::size_t>(i)] < 0) continue;
    sum += all_medians_.values[static_cast<std::size_t>(i)];
    ++count;
  }
  return count > 0 ? std::max(sum / static_cast<float>(count), least_background) : background_;
}

void BlockMemory::end_block(std::span<float> values, std::size_t missing, Median median) {
  const auto top = std::max_element(values.begin(), values.end());
  last_max_ = *top;
  last_top_ = values.end() - top;
  // The median of a block of 1.5 s is the signal between beats, as complexes fill less than half of
  // it. A mean would rise with the heart rate.
  last_median_ = median(values);
  last_missing_ = static_cast<double>(missing) / static_cast<double>(values.size());
  if (last_missing_ > most_missing_of_block || last_max_ < least_qrs_level) {
    last_top_.reset();
    all_medians_.add(-1);
    return;
  }
  ++valid_blocks_;
  maxima_.add(last_max_);
  medians_.add(last_median_);
  all_medians_.add(last_median_);
  const auto [least, most] = std::ranges::minmax(maxima_.all());
  spread_ = std::log(most / least);
  // The median of seven blocks: one block with a tall ectopic beat or with an artefact does not
  // lift the level above the patient's other beats.
  auto sorted = maxima_.values;
  qrs_ = std::max(median_of(std::span(sorted).first(maxima_.size)), least_qrs_level);
  float sum = 0;
  for (const float each : medians_.all()) sum += each;
  background_ = std::max(sum / static_cast<float>(medians_.size), least_background);
  clearness_ = qrs_ / background_;
}

}  // namespace rwave
