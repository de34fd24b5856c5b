#include "signal/detect/quadrature.h"

namespace rwave {

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
