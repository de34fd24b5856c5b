#pragma once
// Nearest neighbours, exactly.

#include <cstdint>
#include <vector>

#include "embed/points.h"

namespace rwave::embed {

// The k nearest other points of each point, by Euclidean distance, nearest first (the lower index where two
// are equally far).
struct Neighbours {
  int k = 0;
  std::vector<std::int32_t> index;  // n x k
  std::vector<float> squared;       // n x k: squared distances
};

// By products of blocks of points, |a|^2 + |b|^2 - 2 ab of centred points in float32, each pair once. Trees
// were refused: in hundreds of dimensions they look at nearly all points too, without the products' speed.
// Error unless 0 < k < n.
Neighbours nearest_neighbours(const Points& points, int k, int threads);

}  // namespace rwave::embed
