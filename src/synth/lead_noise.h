#pragma once
// The noise of an ECG lead: the baseline's wander, mains hum and muscle.

#include "math/random.h"

namespace rwave {

// One lead's noise, sample by sample, with a mean square of 1 in the long run: half of it wander (respiration
// at 0.25 Hz and a random walk below 0.3 Hz), 15 % mains hum (60 Hz), 35 % muscle (white noise above 20 Hz).
class LeadNoise {
 public:
  // `rate` in samples a second.
  LeadNoise(double rate, const Random& random);

  double next();

 private:
  Random random_;
  double time_ = 0;
  double step_;
  double respiration_phase_;
  double mains_phase_;
  // Of the random walk, a sample.
  double slow_keep_;
  double slow_ = 0;
  double muscle_keep_;
  double muscle_scale_;
  double muscle_ = 0;
  double last_white_ = 0;
};

}  // namespace rwave
