#include "signal/detect/quadrature.h"

#include <cmath>
#include <numbers>

#include "signal/detect/dot.h"

namespace rwave {
namespace {

constexpr double window_end = 2.6;

}  // namespace

QuadratureFilter::QuadratureFilter(double rate, double centre, double width)
    : half_(static_cast<int>(std::ceil(window_end * width * rate))) {
  const std::size_t taps = 2 * static_cast<std::size_t>(half_) + 1;
  std::vector<double> window(taps), cosine(taps), sine(taps);
  double window_sum = 0, cosine_sum = 0;
  for (std::size_t i = 0; i < taps; ++i) {
    const double time = (static_cast<double>(i) - half_) / rate;
    const double angle = 2 * std::numbers::pi * centre * time;
    window[i] = std::exp(-0.5 * time * time / (width * width));
    cosine[i] = window[i] * std::cos(angle);
    sine[i] = window[i] * std::sin(angle);
    window_sum += window[i];
    cosine_sum += cosine[i];
  }
  even_.resize(taps);
  odd_.resize(taps);
  // The even filter is freed of its response to a constant; the odd one has none.
  for (std::size_t i = 0; i < taps; ++i) {
    even_[i] = static_cast<float>(2 / window_sum * (cosine[i] - cosine_sum / window_sum * window[i]));
    odd_[i] = static_cast<float>(2 / window_sum * sine[i]);
  }
}

float QuadratureFilter::magnitude(const float* sample) const {
  const float* x = sample - half_;
  const float even = dot(even_.data(), x, even_.size()), odd = dot(odd_.data(), x, odd_.size());
  return std::sqrt(even * even + odd * odd);
}

}  // namespace rwave
