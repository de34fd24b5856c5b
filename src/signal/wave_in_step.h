#pragma once
// A wave that returns evenly in a segment of signal, and whether it goes on elsewhere in step.

#include <array>
#include <span>

namespace rwave {

// The mean wave of a segment of one lead, between beats.
class WaveInStep {
 public:
  // s around a beat that are its own and must be left out: behind the last beat before the segment, behind
  // any other, before any.
  static constexpr double behind_last = 0.2, behind_beat = 0.15, before_beat = 0.1;
  static constexpr double peak_reach = 0.06;  // s around a peak in which its height lies
  // What is asked must hold this number of waves, and its likeness be this or more: atrial flutter has .87 to
  // .96, waves of tachycardias .5 in the intervals next to them.
  static constexpr double fewest_waves = 1.5, least_likeness = 0.75;
  // A peak that is one of the waves departs from the mean wave by this share of its range at most: f415l's
  // depart by .65.
  static constexpr double most_departure = 0.8;

  // `segment` at `rate` Hz, any unit. Without a wave that returns after .15 to .4 s (autocorrelation .6), or
  // with samples that were not recorded, returns() is false.
  WaveInStep(std::span<const float> segment, double rate);

  bool returns() const { return period_ > 0; }
  // Samples.
  double period() const { return period_; }

  // How far `values`, `first` samples after the segment's begin, follow the wave: a correlation. `shift`, in
  // waves: how far it was out of step in what was asked before, nearer to the segment (0 at first); it may be
  // .15 more or less here, and is left as found.
  double likeness(std::span<const float> values, double first, double& shift) const;

  // How far samples [first, end) of the segment itself depart from the wave, in parts of the wave's range:
  // the greatest departure less the least. A beat that rides on the waves departs, as low as it may be.
  double departure(std::span<const float> segment, double first, double end) const;

 private:
  static constexpr int phases = 24;  // of one wave

  std::size_t phase_of(double sample) const;
  double correlation(std::span<const double> values, double first, double shift) const;

  double period_ = 0;
  std::array<double, phases> mean_{};
};

}  // namespace rwave
