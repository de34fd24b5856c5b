#pragma once
// The noise of an ECG lead: the baseline's wander, mains hum and muscle.

#include "math/random.h"

namespace rwave {

// One lead's noise, sample by sample, with a mean square of 1 in the long run: half of it wander (respiration
// at 0.25 Hz and a random walk below 0.3 Hz), 15 % mains hum (60 Hz), 35 % muscle (white noise above 20 Hz).
class LeadNoise {
 public:
  // `rate` in samples per second.
  LeadNoise(double rate, const Random& random);

  // The next sample; multiply by the noise's root mean square in mV.
  double next();

 private:
  Random random_;
  // s, and the time from a sample to the next.
  double time_ = 0;
  double step_;
  // Drawn once, so that leads do not swing together.
  double respiration_phase_;
  double mains_phase_;
  // How much of the random walk stays from a sample to the next (a first-order low-pass at 0.3 Hz), and its
  // value.
  double slow_keep_;
  double slow_ = 0;
  // The same of the first-order high-pass at 20 Hz, what brings its output to its share of the power, and
  // its state.
  double muscle_keep_;
  double muscle_scale_;
  double muscle_ = 0;
  double last_white_ = 0;
};

}  // namespace rwave
