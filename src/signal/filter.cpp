#include "signal/filter.h"

#include <fmt/format.h>

#include <cmath>

#include "rwave/error.h"

namespace rwave {

void ButterworthSection::setup(Kind kind, double rate, double cutoff) {
  if (!(rate > 0 && std::isfinite(rate) && cutoff > 0 && cutoff < rate / 2)) {
    throw Error(fmt::format("a filter at {} Hz: the cut-off must lie above 0 and below half the rate, {} Hz",
                            cutoff, rate / 2));
  }
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
