// The taps of a quadrature pair and what they measure. No heap: a device runs this too (embedded/).
#include "signal/detect/quadrature.h"

#include <cmath>
#include <numbers>

#include "signal/detect/dot.h"

namespace rwave {
namespace {

constexpr double window_end = 2.6;

}  // namespace

int QuadratureFilter::half_of(double rate, double width) {
  return static_cast<int>(std::ceil(window_end * width * rate));
}

void QuadratureFilter::make_taps(double rate, double centre, double width, float* even, float* odd) {
  const int half = half_of(rate, width);
  struct Tap {
    double window, cosine, sine;
  };
  const auto tap = [&](int i) -> Tap {
    const double time = static_cast<double>(i) / rate;
    const double angle = 2 * std::numbers::pi * centre * time;
    const double window = std::exp(-0.5 * time * time / (width * width));
    return {window, window * std::cos(angle), window * std::sin(angle)};
  };
  double window_sum = 0, cosine_sum = 0;
  for (int i = -half; i <= half; ++i) {
    window_sum += tap(i).window;
    cosine_sum += tap(i).cosine;
  }
  // The even filter is freed of its response to a constant; the odd one has none.
  for (int i = -half; i <= half; ++i) {
    *even++ = static_cast<float>(2 / window_sum * (tap(i).cosine - cosine_sum / window_sum * tap(i).window));
    *odd++ = static_cast<float>(2 / window_sum * tap(i).sine);
  }
}

float QuadratureFilter::magnitude_of(const float* even, const float* odd, int half, const float* sample) {
  const float* x = sample - half;
  const std::size_t taps = 2 * static_cast<std::size_t>(half) + 1;
  const float a = dot(even, x, taps), b = dot(odd, x, taps);
  return std::sqrt(a * a + b * b);
}

}  // namespace rwave
