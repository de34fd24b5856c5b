#include "signal/detect/quadrature.h"

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

}  // namespace rwave
