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
      high_envelope_(kept(clock_.rate, look_ahead, most_samples), -clock_.samples(1)),
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
    high_envelope_.push(0);
  }
}

std::size_t LeadTrack::take(const float* samples, std::size_t apart, std::size_t count) {
  // Before anything else: a pacemaker's spike in the mean would look like a complex.
  spikes_.filter(samples, apart, count, mended_.data());
  // Those that the spike filter needs beyond the first come out of it before the recording's first one.
  const std::size_t early = std::min(count, static_cast<std::size_t>(waiting_));
  waiting_ -= static_cast<int>(early);
  const auto mended = std::span<const float>(mended_).subspan(early, count - early);
  raw_.append(mended);
  // A working sample is the mean of `factor` samples. The sums are locals, which the compiler keeps in
  // registers: through members a sample would wait for the one before to be stored.
  std::array<float, most_samples> means;
  std::size_t complete = 0;
  float sum = sum_;
  int summed = summed_;
  for (const float sample : mended) {
    sum += sample;
    if (++summed < clock_.factor) continue;
    means[complete++] = sum / static_cast<float>(clock_.factor);
    sum = 0;
    summed = 0;
  }
  sum_ = sum;
  summed_ = summed;
  hold(std::span(means).first(complete));
  extend_envelopes();
  return complete;
}

void LeadTrack::hold(std::span<float> means) {
  std::array<float, most_samples> missing;
  for (std::size_t i = 0; i < means.size(); ++i) {
    // False for NaN too.
    const bool recorded = std::fabs(means[i]) < most_millivolts;
    if (recorded && !begun_) {
      // Envelopes of the silence before stay as they are.
      signal_.append(means.first(i));
      missing_.append(std::span(missing).first(i));
      extend_envelopes();
      // What stands before the first value is that value, else the lead's offset would be its first beat.
      for (std::int64_t at = signal_.begin(); at < signal_.end(); ++at) signal_.overwrite(at, means[i]);
      begun_ = true;
      return hold(means.subspan(i));
    }
    if (recorded) held_ = means[i];
    means[i] = held_;
    missing[i] = recorded ? 0.0F : 1.0F;
  }
  signal_.append(means);
  missing_.append(std::span(missing).first(means.size()));
}

void LeadTrack::extend_envelopes() {
  const std::int64_t first = envelope_.end(), ready = signal_.end() - filter_.half() - first;
  if (ready <= 0) return;
  const auto count = static_cast<std::size_t>(ready);
  std::array<float, most_samples> values;
  filter_.magnitudes(signal_.at(first), count, values.data());
  envelope_.append(std::span(values).first(count));
  high_filter_.magnitudes(signal_.at(first), count, values.data());
  high_envelope_.append(std::span(values).first(count));
}

std::size_t LeadTrack::until_block_end() const {
  const std::int64_t before_first = std::max<std::int64_t>(0, filter_.half() - signal_end_);
  return levels_.left() + static_cast<std::size_t>(before_first);
}

void LeadTrack::step(std::size_t count) {
  signal_end_ += static_cast<std::int64_t>(count);
  block_ended_ = false;
  const std::int64_t known = envelope_end_after(0) - envelope_end_;
  if (known == 0) return;
  const auto values = static_cast<std::size_t>(known);
  const float* missing_at = missing_.at(envelope_end_);
  std::size_t missing = 0;
  for (std::size_t i = 0; i < values; ++i) missing += missing_at[i] != 0 ? 1U : 0U;
  high_levels_.push({high_envelope_.at(envelope_end_), values}, missing);
  block_ended_ = levels_.push({envelope_.at(envelope_end_), values}, missing);
  envelope_end_ += known;
  if (block_ended_ && levels_.last_top()) remember_wave(envelope_end_ - *levels_.last_top());
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
