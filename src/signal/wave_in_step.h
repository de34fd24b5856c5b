#pragma once
// A wave that returns evenly in a segment of signal, and whether it goes on elsewhere in step.

#include <array>
#include <optional>
#include <span>

namespace rwave {

// The mean wave of a segment of one lead, between beats.
class WaveInStep {
 public:
  // s around a beat that are its own and must be left out: behind the last beat before the segment, behind
  // any other, before any.
  static constexpr double behind_last = 0.2, behind_beat = 0.15, before_beat = 0.1;
  static constexpr double peak_reach = 0.06;  // s around a peak in which its height lies
  // A peak that is one of the waves departs from the mean wave by this share of its range at most: f415l's
  // depart by .65.
  static constexpr double most_departure = 0.8;

  // `segment` at `rate` Hz, any unit. Without a wave that returns after .15 to .4 s (autocorrelation .6), or
  // with samples that were not recorded, returns() is false.
  WaveInStep(std::span<const float> segment, double rate);

  bool returns() const { return period_ > 0; }
  // Samples.
  double period() const { return period_; }

  // How `values`, `first` samples after the segment's begin, follow the wave: their correlation with it, and
  // the height of the wave in them in parts of its own. Empty where samples were not recorded.
  struct Match {
    double likeness = -1, height = 0;
  };
  // `shift`, in waves: how far they may be out of step; .15 more or less is tried, and it is left as found.
  std::optional<Match> match(std::span<const float> values, double first, double& shift) const;

  // How far samples [first, end) of the segment itself depart from the wave, in parts of the wave's range:
  // the greatest departure less the least. A beat that rides on the waves departs, as low as it may be.
  double departure(std::span<const float> segment, double first, double end) const;

 private:
  static constexpr int phases = 24;  // of one wave

  std::size_t phase_of(double sample) const;
  Match at_shift(std::span<const double> values, double first, double shift) const;

  double period_ = 0;
  std::array<double, phases> mean_{};
};

// Whether a wave goes on through the intervals between beats, one after the other, away from its segment.
class WaveBetweenBeats {
 public:
  // The wave must outlive it.
  explicit WaveBetweenBeats(const WaveInStep& wave) : wave_(wave) {}

  // The next interval, `first` samples after the segment's begin. One of less than 1.5 waves, or with samples
  // that were not recorded, says nothing.
  void add(std::span<const float> interval, double first);

  int intervals() const { return intervals_; }
  // Whether the intervals are as like the wave as this, on the mean, and it is .7 as high in each. Atrial
  // flutter has a likeness of .87 to .96, waves of tachycardias .5 in the intervals next to them. T and P
  // waves may be in step with the beats of a tachycardia, but are lower.
  bool goes_on(double least_likeness) const;

 private:
  const WaveInStep& wave_;
  int intervals_ = 0;
  double shift_ = 0, likeness_ = 0, height_ = 0;  // sum of likenesses, least height
};

}  // namespace rwave
