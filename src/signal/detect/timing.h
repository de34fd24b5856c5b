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

  // Working samples of a time, to the nearest.
  std::int64_t samples(double seconds) const { return std::lround(seconds * rate); }

  // Samples of the recording per working sample, 1 and up.
  int factor;
  // Hz, 100 to below 200 where the recording has 100 or more.
  double rate;
};

// How much of what follows a candidate is known when it is weighed, s. A stream is to be answered soon; of a
// recording all is known, and the more is waited for, the more alike both sides of a candidate are seen.
struct Horizon {
  // What a lead shows, and its levels, that far beyond the candidate.
  double describe;
  // Further candidates it is compared with, counted from there.
  double compare;
  // Lag of the search for the sequence of beats.
  double decide;
  // Of a QRS complex's envelope, below which nothing is a candidate.
  float least_share;
  // Log-odds that every candidate's evidence is shifted by.
  double sensitivity;

  // How far behind the signal a beat is told, s, filters not counted.
  double total() const { return describe + compare + decide; }
};
inline constexpr Horizon live_horizon{0.5, 0, 0.5, 0.08F, 0.4};
// Levels are taken over seven blocks of 1.5 s: so far beyond it, the candidate is near their middle.
inline constexpr Horizon recording_horizon{4.5, 6, 0.7, 0.04F, 0.6};

// Bands, chosen on the training records of docs/detector.md: centre (Hz) and width (s).
inline constexpr double qrs_centre = 11, qrs_width = 0.035;
inline constexpr double low_centre = 4.5, low_width = 0.07;
inline constexpr double high_centre = 24, high_width = 0.02;
// How far the middle of a wave differs from one to the next, s.
inline constexpr double longest_lag = 0.025;
// A sample beyond it was not recorded.
inline constexpr float most_millivolts = 1e6F;

// What a candidate's features look at beyond it, s, whatever the horizon.
inline constexpr double looked_at = 0.5;
// A candidate is the greatest within this time, s, on either side.
inline constexpr double candidates_apart = 0.07;
// Candidates are compared with those between one over this and this times their height,
inline constexpr float most_height_ratio = 1.6F;
// and so far from them, s, that they are no part of the same complex.
inline constexpr double same_wave = 0.18;
// Candidates are compared with those of this many seconds before.
inline constexpr double compared_before = 6;
// The furthest that the detector falls behind while it waits for the levels of a lead that has just begun:
// two blocks, at most one of them broken by the beginning.
inline constexpr double longest_wait = 4.5;
// Signal kept, s: the wait, what is looked at before a candidate (0.6) and beyond it, filters.
inline constexpr double kept_seconds = longest_wait + 2;

}  // namespace rwave
