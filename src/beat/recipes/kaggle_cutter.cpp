// The Kaggle recipe on a stream.
#include <algorithm>
#include <cmath>
#include <limits>

#include "beat/recipes/kaggle_recipe.h"
#include "beat/recipes/waiting_cutter.h"

namespace rwave {
namespace {

// s, from one beat to the next.
// A pause or a lead that is off would otherwise hold back all later rows: a live label must come
// some time.
constexpr double longest_wait = 10;

class KaggleCutter : public WaitingCutter {
 public:
  explicit KaggleCutter(double rate)
      : WaitingCutter(static_cast<std::int64_t>((2.2 * longest_wait + latest_peak) * rate)),
        step_(rate / kaggle_rate),
        wait_(static_cast<std::int64_t>(longest_wait * rate)) {
    // A step that is a hair from 3 would make every sample an interpolated one, and rows would
    // differ from those of files.
    if (std::abs(step_ - std::round(step_)) < 1e-9) step_ = std::round(step_);
  }

  void push(std::span<const float> samples) override { push_samples(samples); }

 private:
  // The i-th beat from the front, or what stands for it: the lead's end, or the end of the wait for it.
  // Nothing known yet: -1.
  std::int64_t beat_or_end(std::size_t i, std::int64_t before) const {
    if (i < waiting_.size()) return std::min(waiting_[i], before + wait_);
    if (finished_) return std::min(buffer_.end(), before + wait_);
    return watermark_ >= before + wait_ ? before + wait_ : -1;
  }

  void cut_complete() override {
    while (!waiting_.empty()) {
      const std::int64_t begin = waiting_.front();
      const std::int64_t next = beat_or_end(1, begin);
      const std::int64_t after = next < 0 ? -1 : beat_or_end(2, next);
      // Where a beat is still missing, nothing can change before the next sample or beat: the place
      // to look again is set so that the loop is not run for every sample.
      check_at_ = buffer_.end() + 1;
      if (after < 0) return;
      auto end = next + static_cast<std::int64_t>(0.2 * static_cast<double>(after - next));
      if (finished_) end = std::min(end, buffer_.end());
      check_at_ = end;
      if (end > buffer_.end()) return;
      cut(begin, end);
      waiting_.pop_front();
    }
  }

  void cut(std::int64_t begin, std::int64_t end) {
    float low = std::numeric_limits<float>::max(), high = std::numeric_limits<float>::lowest();
    row_.clear();
    bool valid = begin < end;
    for (std::int64_t k = 0;; ++k) {
      const double time = static_cast<double>(begin) + static_cast<double>(k) * step_;
      if (time >= static_cast<double>(end)) break;
      float value = buffer_.between(time);
      // Between the last two samples the cubic has no neighbour.
      if (std::isnan(value)) value = buffer_.at(static_cast<std::int64_t>(time));
      valid = valid && !std::isnan(value);
      low = std::min(low, value);
      high = std::max(high, value);
      // The extremes are those of the whole window, also of its part past the 187th sample, as in
      // the published rows.
      if (k < kaggle_width) row_.push_back(value);
    }
    ready_.beats.push_back(begin);
    ready_.valid.push_back(valid ? 1 : 0);
    if (!valid) return;
    const double range = static_cast<double>(high) - low;
    for (float& value : row_)
      value = range == 0 ? 0.F : static_cast<float>((static_cast<double>(value) - low) / range);
    row_.resize(kaggle_width);
    ready_.values.insert(ready_.values.end(), row_.begin(), row_.end());
  }

  // Lead samples per row sample.
  double step_;
  std::int64_t wait_;  // lead samples
  std::vector<float> row_;
};

}  // namespace

std::unique_ptr<BeatCutter> make_kaggle_cutter(double rate) {
  return std::make_unique<KaggleCutter>(rate);
}

}  // namespace rwave
