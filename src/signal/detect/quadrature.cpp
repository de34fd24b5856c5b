#include "signal/detect/quadrature.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "signal/detect/eight_dots.h"

namespace rwave {

// An even and an odd filter under one Gaussian window: the root of the sum of their squares is the
// height of the band whatever the phase of the complex. A single band-pass would give several
// maxima per complex, of either sign.
QuadratureFilter::QuadratureFilter(double rate, double centre, double width)
    : half_(half_of(rate, width)),
      even_(2 * static_cast<std::size_t>(half_) + 1),
      odd_(2 * static_cast<std::size_t>(half_) + 1) {
  make_taps(rate, centre, width, even_.data(), odd_.data());
}

float QuadratureFilter::magnitude(const float* sample) const {
  return magnitude_of(even_.data(), odd_.data(), half_, sample);
}

void QuadratureFilter::magnitudes(const float* sample, std::size_t count, float* out) const {
  std::array<float, 8> a, b;
  for (; count > 0; sample += a.size()) {
    eight_dots(sample - half_, 1, even_.data(), even_.size(), a.data());
    eight_dots(sample - half_, 1, odd_.data(), odd_.size(), b.data());
    const std::size_t number = std::min(count, a.size());
    for (std::size_t i = 0; i < number; ++i) *out++ = std::sqrt(a[i] * a[i] + b[i] * b[i]);
    count -= number;
  }
}

}  // namespace rwave
