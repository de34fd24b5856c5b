#pragma once
// Timing features: a beat's RR intervals, on both sides, against those around it.

#include <cstdint>
#include <vector>

#include "classify/whole/feature_table.h"

namespace rwave::whole {

// s. A longer one is a gap in the recording.
constexpr double longest_interval = 3;

// The interval that ends at each beat, s; 0 where there is none or it is longer than longest_interval.
// Beats without intervals count as in time: their ratios are 0.
struct Intervals {
  explicit Intervals(const std::vector<double>& times);

  // By beat, as `near`, `far` and `wide` are; s.
  std::vector<double> rr;
  // By beat: 1 where `rr` is an interval.
  std::vector<std::uint8_t> known;
  // Medians of the 8 and 40 intervals around the beat.
  std::vector<double> near, far;
  // Median of the 150 intervals around it: the rate that a tachycardia of minutes departs from.
  std::vector<double> wide;
  // Of all intervals of the recording's part, s.
  double median = 0;
  // ln(rr / far), -1.5 .. 1.5: negative = early.
  std::vector<float> prematurity;
};

// Adds the columns of timing. All are logarithms of ratios, shares or numbers of beats: a recording that is
// twice as fast throughout has the same ones.
void add_timing(const Intervals& intervals, FeatureTable& table);

}  // namespace rwave::whole
