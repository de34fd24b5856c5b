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

struct ButterworthSection::Run {
  explicit Run(const ButterworthSection& section)
      : b0(section.b0_),
        b1(section.b1_),
        b2(section.b2_),
        a1(section.a1_),
        a2(section.a2_),
        state1(section.state1_),
        state2(section.state2_),
        last(section.last_) {}

  // As ButterworthSection::filter of a section that has begun.
  double filter(double sample) {
    if (!std::isfinite(sample)) sample = last;
    last = sample;
    const double out = b0 * sample + state1;
    state1 = b1 * sample - a1 * out + state2;
    state2 = b2 * sample - a2 * out;
    return out;
  }

  void keep_in(ButterworthSection& section) const {
    section.state1_ = state1;
    section.state2_ = state2;
    section.last_ = last;
  }

  const double b0, b1, b2, a1, a2;
  double state1, state2, last;
};

void ButterworthSection::filter(const float* samples, std::size_t apart, std::size_t count, float* out) {
  if (count == 0) return;
  out[0] = static_cast<float>(filter(samples[0]));
  Run run(*this);
  for (std::size_t i = 1; i < count; ++i) out[i] = static_cast<float>(run.filter(samples[i * apart]));
  run.keep_in(*this);
}

void BandPass::filter(const float* samples, std::size_t apart, std::size_t count, float* out) {
  if (count == 0) return;
  out[0] = static_cast<float>(filter(samples[0]));
  ButterworthSection::Run high(high_pass_), low(low_pass_);
  for (std::size_t i = 1; i < count; ++i)
    out[i] = static_cast<float>(low.filter(high.filter(samples[i * apart])));
  high.keep_in(high_pass_);
  low.keep_in(low_pass_);
}

void BandPass::reset() {
  high_pass_.reset();
  low_pass_.reset();
}

}  // namespace rwave
