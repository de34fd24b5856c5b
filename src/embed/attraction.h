#pragma once
// The attractive half of t-SNE's gradient.

#include "embed/points.h"

namespace rwave::embed {

// For each i: the sum over j of P(i, j) (y_i - y_j) / (1 + |y_i - y_j|^2), into `pull` (resized).
void attraction(const SparseMatrix& joint, const Plane& plane, int threads, Plane& pull);

}  // namespace rwave::embed
