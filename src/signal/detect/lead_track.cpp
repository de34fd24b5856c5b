#include "signal/detect/lead_track.h"

#include <algorithm>
#include <cmath>

namespace rwave {
namespace {

std::size_t kept(double rate, double look_ahead) {
  return static_cast<std::size_t>(std::ceil((kept_seconds + look_ahead) * rate));
}

}  // namespace

LeadTrack::LeadTrack(double recording_rate, double look_ahead)
    : clock_(recording_rate),
      filter_(clock_.rate, qrs_centre, qrs_width),
      low_filter_(clock_.rate, low_centre, low_width),
      high_filter_(clock_.rate, high_centre, high_width),
      raw_(kept(recording_rate, look_ahead), 0),
      signal_(kept(clock_.rate, look_ahead), -clock_.samples(1)),
      missing_(kept(clock_.rate, look_ahead), -clock_.samples(1)),
      envelope_(kept(clock_.rate, look_ahead), -clock_.samples(1)),
      levels_(clock_.rate),
      high_levels_(clock_.rate),
      spikes_(recording_rate),
      waves_(filter_.half(), static_cast<int>(clock_.samples(longest_lag))),
      waiting_(spikes_.delay()) {
  // A second of silence before the recording, so that nothing has to be asked at the edge.
  for (std::int64_t i = 0; i < clock_.samples(1); ++i) {
    signal_.push(0);
    missing_.push(0);
    envelope_.push(0);
  }
}

void LeadTrack::end_sample() {
  const float mean = sum_ / static_cast<float>(clock_.factor);
  sum_ = 0;
  summed_ = 0;
  // False for NaN too.
  const bool recorded = std::fabs(mean) < most_millivolts;
  if (recorded && !begun_) {
    // What stands before the first value is that value, else the lead's offset would be its first beat.
    for (std::int64_t i = signal_.begin(); i < signal_.end(); ++i) signal_.overwrite(i, mean);
    begun_ = true;
  }
  if (recorded) held_ = mean;
  signal_.push(held_);
  missing_.push(recorded ? 0.0F : 1.0F);
  const std::int64_t newest = signal_.end() - 1;
  // The filter looks to both sides, so its value belongs to a sample half its length ago.
  const std::int64_t centre = newest - filter_.half();
  block_ended_ = false;
  if (centre < 0) return;
  envelope_.push(filter_.magnitude(signal_.at(centre)));
  high_levels_.push(high_filter_.magnitude(signal_.at(centre)), missing_[centre] != 0);
  block_ended_ = levels_.push(envelope_[centre], missing_[centre] != 0);
  // The greatest wave of each block becomes one of the shapes that candidates are compared with.
  // Whether it was a beat is not asked: no decision flows back.
  if (block_ended_ && levels_.last_top()) {
    const std::int64_t top = centre + 1 - *levels_.last_top();
    waves_.add(signal_.at(top), top);
  }
}

bool LeadTrack::constant(std::int64_t first, std::int64_t last) const {
  for (std::int64_t i = first; i < last; ++i) {
    if (signal_[i + 1] != signal_[i]) return false;
  }
  return true;
}

// An electrode that falls off gives a step, which is as steep as a QRS complex. Next to missing
// samples and at such steps a lead is not heard.
bool LeadTrack::usable(std::int64_t index) const {
  const std::int64_t near = clock_.samples(0.15);
  const std::int64_t far = clock_.samples(looked_at) - 1;
  for (std::int64_t i = index - near; i <= index + near; ++i) {
    if (missing_[i] != 0) return false;
  }
  // A step: constant on one side of it, at another level than the other side. (A beat without noise has
  // constants on both sides too, but at one level.)
  const float before = signal_[index - near];
  const float after = signal_[index + near];
  float swing = 0;
  for (std::int64_t i = index - near; i <= index + near; ++i) {
    swing = std::max(swing, std::fabs(signal_[i] - before));
  }
  if (std::fabs(after - before) < 0.5F * swing) return true;
  return !constant(index + near, index + far) && !constant(index - far, index - near);
}

}  // namespace rwave
