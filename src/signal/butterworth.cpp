// The Butterworth section's coefficients and its one step. No heap and no exceptions: a device runs it too.
#include <cmath>
#include <numbers>

#include "signal/filter.h"

namespace rwave {

// Second-order Butterworth by the bilinear transform, the cut-off prewarped by the tangent, so that
// the 3 dB point lies exactly where it is asked for, also near half the rate.
void ButterworthSection::design(Kind kind, double rate, double cutoff) {
  const double warped = std::tan(std::numbers::pi * cutoff / rate);
  const double scale = 1 / (1 + std::numbers::sqrt2 * warped + warped * warped);
  const bool low = kind == Kind::LowPass;
  b0_ = low ? warped * warped * scale : scale;
  b1_ = low ? 2 * b0_ : -2 * b0_;
  b2_ = b0_;
  a1_ = 2 * (warped * warped - 1) * scale;
  a2_ = (1 - std::numbers::sqrt2 * warped + warped * warped) * scale;
  reset();
}

double ButterworthSection::filter(double sample) {
  // A missing sample is the last value: a NaN would stay in the state for ever, and a zero would be
  // a step.
  if (!std::isfinite(sample)) sample = last_;
  last_ = sample;
  // The state is set to what a constant input of the first value would have left. Otherwise the
  // lead's offset, often several millivolts, would ring like a QRS complex at the beginning.
  if (!begun_) {
    const double settled = (b0_ + b1_ + b2_) / (1 + a1_ + a2_) * sample;
    state2_ = b2_ * sample - a2_ * settled;
    state1_ = b1_ * sample - a1_ * settled + state2_;
    begun_ = true;
  }
  // Transposed direct form II: two states, and the least rounding of the usual forms.
  const double out = b0_ * sample + state1_;
  state1_ = b1_ * sample - a1_ * out + state2_;
  state2_ = b2_ * sample - a2_ * out;
  return out;
}

}  // namespace rwave
