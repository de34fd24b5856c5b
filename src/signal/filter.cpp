#include "signal/filter.h"

#include <fmt/format.h>

#include <cmath>

#include "rwave/error.h"

namespace rwave {

// Second-order Butterworth by the bilinear transform, the cut-off prewarped by the tangent, so that
// the 3 dB point lies exactly where it is asked for, also near half the rate.
void ButterworthSection::setup(Kind kind, double rate, double cutoff) {
  if (!(rate > 0 && std::isfinite(rate) && cutoff > 0 && cutoff < rate / 2)) {
    throw Error(fmt::format("a filter at {} Hz: the cut-off must lie above 0 and below half the rate, {} Hz",
                            cutoff, rate / 2));
  }
  // A missing sample is the last value: a NaN would stay in the state for ever, and a zero would be
  // a step.
  // The state is set to what a constant input of the first value would have left. Otherwise the
  // lead's offset, often several millivolts, would ring like a QRS complex at the beginning.
  // Transposed direct form II: two states, and the least rounding of the usual forms.
  design(kind, rate, cutoff);
}

void BandPass::setup(double rate, double low, double high) {
  if (!(low < high)) {
    throw Error(
        fmt::format("a band from {} to {} Hz: its lower end must lie below the upper one", low, high));
  }
  high_pass_.setup(rate, low);
  low_pass_.setup(rate, high);
}

void BandPass::reset() {
  high_pass_.reset();
  low_pass_.reset();
}

}  // namespace rwave
