#pragma once
// The intervals between a patient's last beats, and what they say of the next one.

#include <array>
#include <cstdint>
#include <deque>

namespace rwave {

// The six timing features of the recipe "rhythm" (beat/rhythm_cutter.h, channels 1 to 6). Intervals in
// seconds.
class RrHistory {
 public:
  static constexpr int features = 6;
  static constexpr double longest_next = 1.4;

  // The features of a beat `rr` after the one before it and `next` before the one after it; rr = 0 where
  // there is none before it.
  std::array<float, features> features_of(double rr, double next) const;

  // The beat's own interval becomes part of the rhythm of those after it.
  void add(double rr);

 private:
  double mean_of_all() const;
  double median_of_last() const;
  double unrest() const;

  std::deque<double> intervals_;  // the last 32 at most, oldest first
};

}  // namespace rwave
