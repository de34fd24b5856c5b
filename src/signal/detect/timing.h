#pragma once
// The clock of the detector: its working rate, and how far it looks.

#include <cmath>
#include <cstdint>

namespace rwave {

// The detector works at 100 to 200 Hz, whatever the recording's rate: a QRS complex's energy lies below 40
// Hz. Each working sample is the mean of `factor` samples. At the rates admitted the mean's first alias
// (working rate less 20 Hz) is damped by 12 dB or more, and the band-pass does the rest; a steeper filter
// found no more beats.
struct WorkingRate {
  explicit WorkingRate(double recording_rate)
      : factor(static_cast<int>(recording_rate / 100)), rate(recording_rate / factor) {}

  std::int64_t samples(double seconds) const { return std::lround(seconds * rate); }

  int factor;
  double rate;  // Hz
};

// A candidate is weighed once the signal is known so far beyond it, s.
inline constexpr double look_ahead = 0.5;
// The furthest that the detector falls behind while it waits for the levels of a lead that has just begun:
// two blocks, at most one of them broken by the beginning.
inline constexpr double longest_wait = 4.5;
// Signal kept, s: the wait, what is looked at before a candidate (0.6) and beyond it, filters.
inline constexpr double kept_seconds = longest_wait + 2;

}  // namespace rwave
