#include "signal/detect/lead_track.h"

#include <algorithm>
#include <cmath>

namespace rwave {
namespace {

// Of `ahead` values that are not known yet there is room beyond.
std::size_t kept(double rate, double look_ahead, std::size_t ahead) {
  return static_cast<std::size_t>(std::ceil((kept_seconds + look_ahead) * rate)) + ahead;
}

}  // namespace

LeadTrack::LeadTrack(double recording_rate, double look_ahead)
    : clock_(recording_rate),
      filter_(clock_.rate, qrs_centre, qrs_width),
      low_filter_(clock_.rate, low_centre, low_width),
      high_filter_(clock_.rate, high_centre, high_width),
      raw_(kept(recording_rate, look_ahead, most_samples), 0),
      signal_(kept(clock_.rate, look_ahead, most_samples), -clock_.samples(1)),
      missing_(kept(clock_.rate, look_ahead, most_samples), -clock_.samples(1)),
      envelope_(kept(clock_.rate, look_ahead, most_samples), -clock_.samples(1)),
      levels_(clock_.rate),
      high_levels_(clock_.rate),
      spikes_(recording_rate),
      waves_(filter_.half(), static_cast<int>(clock_.samples(longest_lag))),
      other_wave_(clock_.samples(0.1)),
      near_(clock_.samples(0.15)),
      far_(clock_.samples(looked_at) - 1),
      waiting_(spikes_.delay()) {
  // A second of silence before the recording, so that nothing has to be asked at the edge.
  for (std::int64_t i = 0; i < clock_.samples(1); ++i) {
    signal_.push(0);
    missing_.push(0);
    envelope_.push(0);
  }
}

std::size_t LeadTrack::take(const float* samples, std::size_t apart, std::size_t count) {
  const std::int64_t before = signal_.end();
  high_envelope_.clear();
  high_known_ = 0;
  // Before anything else: a pacemaker's spike in the mean would look like a complex.
  spikes_.filter(samples, apart, count, mended_.data());
  for (std::size_t i = 0; i < count; ++i) {
    // For the samples that the filter needs beyond the first.
    if (waiting_ > 0) {
      --waiting_;
      continue;
    }
    raw_.push(mended_[i]);
    sum_ += mended_[i];
    // A working sample is the mean of `factor` samples.
    if (++summed_ == clock_.factor) end_sample();
  }
  extend_envelopes();
  return static_cast<std::size_t>(signal_.end() - before);
}

void LeadTrack::end_sample() {
  const float mean = sum_ / static_cast<float>(clock_.factor);
  sum_ = 0;
  summed_ = 0;
  // False for NaN too.
  const bool recorded = std::fabs(mean) < most_millivolts;
  if (recorded && !begun_) {
    // Envelopes of the silence before stay as they are.
    extend_envelopes();
    // What stands before the first value is that value, else the lead's offset would be its first beat.
    for (std::int64_t i = signal_.begin(); i < signal_.end(); ++i) signal_.overwrite(i, mean);
    begun_ = true;
  }
  if (recorded) held_ = mean;
  signal_.push(held_);
  missing_.push(recorded ? 0.0F : 1.0F);
}

void LeadTrack::extend_envelopes() {
  const std::int64_t first = envelope_.end(), count = signal_.end() - filter_.half() - first;
  if (count <= 0) return;
  std::array<float, most_samples> values;
  filter_.magnitudes(signal_.at(first), static_cast<std::size_t>(count), values.data());
  for (std::int64_t i = 0; i < count; ++i) envelope_.push(values[static_cast<std::size_t>(i)]);
  const std::size_t known = high_envelope_.size();
  high_envelope_.resize(known + static_cast<std::size_t>(count));
  high_filter_.magnitudes(signal_.at(first), static_cast<std::size_t>(count), high_envelope_.data() + known);
}

// Whether it was a beat is not asked: no decision flows back.
void LeadTrack::remember_wave(std::int64_t index) {
  waves_.add(signal_.at(index), index);
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
  const std::int64_t near = near_, far = far_;
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
