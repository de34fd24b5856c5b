// The detector's segments without analyzable signal: QualityMarks (src/signal/detect/quality.cpp) for one
// lead.
#include <algorithm>

#include "detector.h"

namespace rwave::embedded {
namespace {

// As quality.cpp has them.
constexpr double most_missing_share = 0.25;
constexpr float noisy_background = 0.3F;
constexpr float least_sure = 1, mean_sure = 3;  // log-odds

enum Signal { good, noisy, none };

}  // namespace

void LiveDetector::end_block() {
  const BlockMemory& levels = lead_.levels();
  const bool flat = levels.last_max() < least_qrs_level;
  const bool stays_flat = flat && was_flat_;
  was_flat_ = flat;
  const std::int64_t end = lead_.envelope_end();
  Signal signal = noisy;
  if (levels.last_missing() > most_missing_share || stays_flat)
    signal = none;
  else if (flat || levels.last_median() < noisy_background * levels.last_max())
    signal = good;
  if (starts_flat_ && signal == none) blocks_.front().signal = none;
  starts_flat_ = last_end_ == 0 && flat;
  blocks_.push_back({static_cast<std::uint32_t>(end), static_cast<std::uint8_t>(signal)});
  last_end_ = end;
}

bool LiveDetector::has_sure_beats(std::int64_t first, std::int64_t end) const {
  float sum = 0;
  int count = 0;
  for (std::size_t i = 0; i < beats_.size(); ++i) {
    const Beat& beat = beats_[i];
    const std::int64_t index = whole(beat.index, position_);
    if (index < first || index >= end) continue;
    if (beat.evidence < least_sure) return false;
    sum += beat.evidence;
    ++count;
  }
  return count > 0 && sum >= mean_sure * static_cast<float>(count);
}

void LiveDetector::settle(std::int64_t index) {
  while (!blocks_.empty() && whole(blocks_.front().end, last_end_) <= index && !starts_flat_) {
    const std::int64_t first = settled_end_, end = whole(blocks_.front().end, last_end_);
    const std::uint8_t signal = blocks_.front().signal;
    blocks_.pop_front();
    settled_end_ = end;
    const bool is_good = signal == good || (signal == noisy && has_sure_beats(first, end));
    if (!is_good && open_since_ < 0) open_since_ = first;
    if (is_good && open_since_ >= 0) {
      unanalyzable.push_back({open_since_ * clock_.factor, first * clock_.factor});
      open_since_ = -1;
    }
    while (!beats_.empty() && whole(beats_.front().index, position_) < end) beats_.pop_front();
  }
}

void LiveDetector::finish(std::int64_t samples) {
  starts_flat_ = false;
  settle(last_end_);
  if (open_since_ >= 0) unanalyzable.push_back({open_since_ * clock_.factor, last_end_ * clock_.factor});
  open_since_ = -1;
  Queue<SampleSpan, 8> kept;
  for (; !unanalyzable.empty(); unanalyzable.pop_front()) {
    SampleSpan span = unanalyzable.front();
    span.end = std::min(span.end, samples);
    if (span.first < span.end) kept.push_back(span);
  }
  unanalyzable = kept;
}

}  // namespace rwave::embedded
