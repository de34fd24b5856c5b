#pragma once
// The repulsive half of t-SNE's gradient: what every point does to every other one. With the potential
//   phi_i = sum over j of 1 / (1 + |y_i - y_j|^2)          (j = i included)
// the normalisation is Z = sum of phi - n, and the repulsion that point i feels is -grad phi_i / 2 Z.

#include "embed/points.h"

namespace rwave::embed {

struct Field {
  std::vector<float> phi;               // n
  std::vector<float> slope_x, slope_y;  // n each: the gradient of phi
};

// By all n^2 pairs, summed in double precision: what the fast one (grid_field.h) is held against, and the
// exact divergence's Z.
Field exact_field(const Plane& plane, int threads);

// Z of a field.
double normalisation(const Field& field);

}  // namespace rwave::embed
