#pragma once
// A wave that returns evenly in a stretch of signal, and whether it goes on elsewhere in step.

#include <array>
#include <span>

namespace rwave {

// The mean wave of a stretch of one lead. Whoever asks chooses what is a beat's own and leaves it out.
class WaveInStep {
 public:
  // Of its stretch's waves at least so many must lie in what is asked, and it must be like the mean wave by
  // so much: atrial flutter has .87 to .96, waves of tachycardias .5 in the intervals next to them.
  static constexpr double fewest_waves = 1.5, least_likeness = 0.75;
  // And a peak that is one of the waves departs from the mean wave by so much of its range: f415l's by .65.
  static constexpr double most_departure = 0.8;

  // `stretch` at `rate` Hz, any unit. Without a wave that returns after .15 to .4 s (autocorrelation .6), or
  // with samples that were not recorded, returns() is false.
  WaveInStep(std::span<const float> stretch, double rate);

  bool returns() const { return period_ > 0; }
  // Samples.
  double period() const { return period_; }

  // How far `values`, `first` samples after the stretch's begin, follow the wave: a correlation. `shift`, in
  // waves: how far it was out of step in what was asked before, nearer to the stretch (0 at first); it may be
  // .15 more or less here, and is left as found.
  double likeness(std::span<const float> values, double first, double& shift) const;

  // How far samples [first, end) of the stretch itself depart from the wave, in parts of the wave's range:
  // the greatest departure less the least. A beat that rides on the waves departs, as low as it may be.
  double departure(std::span<const float> stretch, double first, double end) const;

 private:
  static constexpr int phases = 24;  // of one wave

  std::size_t phase_of(double sample) const;
  double correlation(std::span<const double> values, double first, double shift) const;

  double period_ = 0;
  std::array<double, phases> mean_{};
};

}  // namespace rwave
