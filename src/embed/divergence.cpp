#include "embed/tsne.h"

#include <cmath>

#include "embed/forces.h"

namespace rwave::embed {

// Exact in two parts: sum of P log P over the neighbours, and Z over all pairs. The fast field would do for a
// picture, but its error is of the size of what pictures differ by.
double divergence(const SparseMatrix& joint, const Plane& plane, int threads) {
  const double log_z = std::log(normalisation(exact_field(plane, threads)));
  double sum = 0;
  for (std::size_t i = 0; i < plane.x.size(); ++i) {
    for (auto e = static_cast<std::size_t>(joint.first[i]); e < static_cast<std::size_t>(joint.first[i + 1]);
         ++e) {
      const double p = joint.value[e];
      if (p <= 0) continue;  // its limit is 0
      const auto j = static_cast<std::size_t>(joint.column[e]);
      const double dx = static_cast<double>(plane.x[i]) - plane.x[j];
      const double dy = static_cast<double>(plane.y[i]) - plane.y[j];
      sum += p * (std::log(p) + std::log1p(dx * dx + dy * dy) + log_z);
    }
  }
  return sum;
}

}  // namespace rwave::embed
