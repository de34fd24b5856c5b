#pragma once
// The two forces of t-SNE's gradient: attraction along P's entries, and repulsion between all pairs.

#include <vector>

#include "embed/points.h"

namespace rwave::embed {

// For each i: the sum over j of P(i, j) (y_i - y_j) / (1 + |y_i - y_j|^2), into `pull` (resized).
void attraction(const SparseMatrix& joint, const Plane& plane, int threads, Plane& pull);

// Repulsion. With the potential
//   phi_i = sum over j of 1 / (1 + |y_i - y_j|^2)          (j = i included)
// the normalisation is Z = sum of phi - n, and the repulsion that point i feels is -grad phi_i / 2 Z.
struct Field {
  // The potential of each of the n points, and its gradient there.
  std::vector<float> phi;
  std::vector<float> gradient_x, gradient_y;
};

// By all n^2 pairs, summed in double precision: what the fast one (grid_field.h) is held against, and the
// exact divergence's Z.
Field exact_field(const Plane& plane, int threads);

// Z of a field.
double normalisation(const Field& field);

}  // namespace rwave::embed
