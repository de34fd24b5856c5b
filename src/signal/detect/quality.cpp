#include "signal/detect/quality.h"

#include <algorithm>

namespace rwave {
namespace {

constexpr double most_missing_share = 0.25;
// Over the greatest wave.
constexpr float noisy_background = 0.3F;
// Log-odds: of each beat of a block, and of their mean. Noise that passes for a beat has less on the mean.
constexpr float least_sure = 1, mean_sure = 3;

}  // namespace

QualityMarks::Signal QualityMarks::signal_of(const LeadTrack& lead, std::size_t number) {
  const BlockLevels& levels = lead.levels();
  const bool flat = levels.last_max() < least_qrs_level;
  // One flat block may be a pause of 1.5 s. Two in a row are 3 s without any wave, which is
  // asystole or an electrode off, and neither shows beats.
  const bool stays_flat = flat && was_flat_[number];
  was_flat_[number] = flat;
  if (levels.last_missing() > most_missing_share || stays_flat) return Signal::none;
  return flat || levels.last_median() < noisy_background * levels.last_max() ? Signal::good : Signal::noisy;
}

void QualityMarks::end_block(std::span<const LeadTrack> leads, std::int64_t end) {
  Signal best = Signal::none;
  // The best lead decides: a person can read a recording of which one lead is good.
  for (std::size_t i = 0; i < leads.size(); ++i) best = std::min(best, signal_of(leads[i], i));
  // An electrode that is put on after the start showed nothing from the first sample on. Later blocks follow
  // a signal, and the first flat one may be a pause that the next asystole begins with.
  if (starts_flat_ && best == Signal::none) blocks_.front().signal = Signal::none;
  starts_flat_ = last_end_ == 0 && std::ranges::find(was_flat_, false) == was_flat_.end();
  blocks_.push_back({last_end_, end, best});
  last_end_ = end;
}

bool QualityMarks::has_sure_beats(const Block& block) const {
  float sum = 0;
  int count = 0;
  for (const Beat& beat : beats_) {
    if (beat.index < block.first || beat.index >= block.end) continue;
    if (beat.evidence < least_sure) return false;
    sum += beat.evidence;
    ++count;
  }
  return count > 0 && sum >= mean_sure * static_cast<float>(count);
}

void QualityMarks::settle(std::int64_t index, std::vector<SampleSpan>& unanalyzable) {
  while (!blocks_.empty() && blocks_.front().end <= index && !starts_flat_) {
    const Block block = blocks_.front();
    blocks_.pop_front();
    // Fast ventricular tachycardia has no baseline and so looks like noise by levels alone; the
    // certainty of its beats tells it apart.
    const bool good =
        block.signal == Signal::good || (block.signal == Signal::noisy && has_sure_beats(block));
    if (!good && open_since_ < 0) open_since_ = block.first;
    if (good && open_since_ >= 0) {
      unanalyzable.push_back({open_since_ * clock_.factor, block.first * clock_.factor});
      open_since_ = -1;
    }
    while (!beats_.empty() && beats_.front().index < block.end) beats_.pop_front();
  }
}

void QualityMarks::finish(std::vector<SampleSpan>& unanalyzable) {
  starts_flat_ = false;
  settle(last_end_, unanalyzable);
  if (open_since_ >= 0) unanalyzable.push_back({open_since_ * clock_.factor, last_end_ * clock_.factor});
  open_since_ = -1;
}

}  // namespace rwave
