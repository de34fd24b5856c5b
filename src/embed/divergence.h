#pragma once
// How well a picture keeps what it is a picture of.

#include "embed/points.h"

namespace rwave::embed {

// The Kullback-Leibler divergence of Q (of the plane) from P in nats, over all pairs: sum of P log(P / Q),
// Q(i, j) = 1 / (1 + |y_i - y_j|^2) / Z. Exact, n^2: the measure by which pictures of other programs can be
// compared with ours.
double divergence(const SparseMatrix& joint, const Plane& plane, int threads);

}  // namespace rwave::embed
