#pragma once
// Filters for one lead as it comes in: setup once, then one sample in, one sample out. No allocation.

#include <cstddef>

namespace rwave {

// A second-order Butterworth section, 3 dB down at the cut-off, by the bilinear transform with the cut-off
// prewarped (Oppenheim and Schafer, Discrete-Time Signal Processing, section 7.2). It runs in transposed
// direct form II in double: at 0.5 Hz of 2000 Hz the poles lie within 0.002 of 1, too near for float.
//
// The first sample sets the state as if it had always been there, so a baseline far from zero rings in no
// filter. A sample that is not finite (missing) is taken to be the one before it.
class ButterworthSection {
  friend class BandPass;

 public:
  // One sample in, the filtered one out, in the same unit.
  double filter(double sample);
  // The same for `count` samples, each `apart` floats behind the one before, rounded to float: `out` may not
  // be the input.
  void filter(const float* samples, std::size_t apart, std::size_t count, float* out);

  // Forgets what came before.
  void reset() { begun_ = false; }

 protected:
  enum class Kind { LowPass, HighPass };

  // Throws Error unless 0 < cutoff < rate / 2, both in Hz.
  void setup(Kind kind, double rate, double cutoff);

  // The same where that is known to hold: for builds without exceptions (embedded/).
  void design(Kind kind, double rate, double cutoff);

 private:
  // A section at work on a block: coefficients and states where the compiler keeps them in registers.
  struct Run;

  // The transfer function's coefficients, a0 taken as 1: identity before setup().
  double b0_ = 1, b1_ = 0, b2_ = 0, a1_ = 0, a2_ = 0;
  // What the transposed form carries from sample to sample.
  double state1_ = 0, state2_ = 0;
  // The last finite sample, which stands for a missing one.
  double last_ = 0;
  bool begun_ = false;
};

// Passes what lies above the cut-off: at 0.5 Hz it takes the baseline's wander away, 12 dB an octave.
class HighPass : public ButterworthSection {
 public:
  void setup(double rate, double cutoff) { ButterworthSection::setup(Kind::HighPass, rate, cutoff); }
  void design(double rate, double cutoff) { ButterworthSection::design(Kind::HighPass, rate, cutoff); }
};

// Passes what lies below the cut-off.
class LowPass : public ButterworthSection {
 public:
  void setup(double rate, double cutoff) { ButterworthSection::setup(Kind::LowPass, rate, cutoff); }
  void design(double rate, double cutoff) { ButterworthSection::design(Kind::LowPass, rate, cutoff); }
};

// Passes a band: a high pass and then a low pass.
class BandPass {
 public:
  // Throws Error unless 0 < low < high < rate / 2, all in Hz.
  void setup(double rate, double low, double high);
  double filter(double sample) { return low_pass_.filter(high_pass_.filter(sample)); }
  // As ButterworthSection's: what lies between the two sections is not rounded.
  void filter(const float* samples, std::size_t apart, std::size_t count, float* out);
  // As after setup(): both sections forget what came before.
  void reset();

 private:
  HighPass high_pass_;
  LowPass low_pass_;
};

}  // namespace rwave
