#include "rhythm/asystole_watch.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "rhythm/quiet_signal.h"

namespace rwave {

using namespace quiet_signal;

AsystoleWatch::AsystoleWatch(double rate, std::size_t leads, double least)
    : rate_(rate), least_(least), block_(samples(block_seconds)), leads_(leads) {
  for (Lead& lead : leads_) {
    lead.recent.assign(static_cast<std::size_t>(samples(rise_time)), std::nanf(""));
    lead.steepest.assign(static_cast<std::size_t>(samples(AsystoleWatch::seconds_kept) / block_), 0.F);
  }
}

std::int64_t AsystoleWatch::samples(double seconds) const {
  return std::max<std::int64_t>(1, std::llround(seconds * rate_));
}

// Steepness and not height, over the time of a QRS flank, as quiet_between() has it.
void AsystoleWatch::push(std::span<const float> frames) {
  for (std::size_t at = 0; at + leads_.size() <= frames.size(); at += leads_.size(), ++frames_) {
    for (std::size_t i = 0; i < leads_.size(); ++i) {
      Lead& lead = leads_[i];
      float& before = lead.recent[static_cast<std::size_t>(frames_) % lead.recent.size()];
      const float change = std::abs(frames[at + i] - before);
      before = frames[at + i];
      float& block = lead.steepest[static_cast<std::size_t>(frames_ / block_) % lead.steepest.size()];
      if (frames_ % block_ == 0) block = 0;
      block = std::isfinite(change) ? std::max(block, change) : std::numeric_limits<float>::infinity();
    }
  }
}

float AsystoleWatch::steepness(const Lead& lead, std::int64_t first, std::int64_t end) const {
  const auto kept = static_cast<std::int64_t>(lead.steepest.size());
  const std::int64_t from = std::max<std::int64_t>(0, first) / block_, to = (end - 1) / block_;
  if (end > frames_ || from <= (frames_ - 1) / block_ - kept) return std::numeric_limits<float>::infinity();
  float most = 0;
  for (std::int64_t block = from; block <= to; ++block)
    most = std::max(most, lead.steepest[static_cast<std::size_t>(block % kept)]);
  return most;
}

bool AsystoleWatch::quiet(std::int64_t first, std::int64_t end) const {
  bool any = false;
  for (const Lead& lead : leads_) {
    std::array<float, measured_beats> sorted = lead.beats;
    std::ranges::sort(sorted);
    const float own = sorted[measured_beats / 2];
    const float here = steepness(lead, first, end);
    // A lead that is off, now or at the beats before, can neither show a beat nor its absence.
    if (!std::isfinite(own) || own <= 0 || !std::isfinite(here)) continue;
    if (here >= static_cast<float>(beat_like) * own) return false;
    any = true;
  }
  return any;
}

void AsystoleWatch::add_beat(std::int64_t sample, EpisodeEvents& events) {
  const double rr = static_cast<double>(sample - last_) / rate_;
  if (open_) {
    end(sample, events);
  } else if (last_ >= 0 && rr >= least_ &&
             quiet(last_ + samples(after_first), sample - samples(before_second))) {
    // Shorter than this program's own delay: begun and ended at once.
    events.push_back({{RhythmKind::Asystole, last_, sample, 0, 0, 0}, true});
  }
  for (Lead& lead : leads_)
    lead.beats[beats_ % measured_beats] =
        steepness(lead, sample - samples(qrs_reach), sample + samples(qrs_reach));
  last_ = sample;
  ++beats_;
}

void AsystoleWatch::advance(std::int64_t sample, EpisodeEvents& events) {
  if (open_ || beats_ < measured_beats || static_cast<double>(sample - last_) / rate_ < least_) return;
  // The last seconds alone: an artefact early on must not hide what follows it.
  const std::int64_t first = std::max(last_, sample - samples(least_)) + samples(after_first);
  if (!quiet(first, sample)) return;
  open_ = true;
  events.push_back({{RhythmKind::Asystole, last_, sample, 0, 0, 0}, false});
}

void AsystoleWatch::end(std::int64_t sample, EpisodeEvents& events) {
  if (!open_) return;
  open_ = false;
  events.push_back({{RhythmKind::Asystole, last_, std::max(sample, last_ + 1), 0, 0, 0}, true});
}

}  // namespace rwave
