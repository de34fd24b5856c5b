#pragma once
// The two directions in which points differ most.

#include <cstdint>

#include "embed/points.h"

namespace rwave::embed {

// Where the points lie along their first two principal components: mean 0, the first with the greater
// variance, the largest value of each positive (a component has no sign of its own). By subspace iteration
// from directions drawn with the seed (Halko 2011, algorithm 4.4): enough for a first picture, not for
// figures of variance. Points of one value a point lie on a line. Error for fewer than two points.
Plane principal_plane(const Points& points, std::uint64_t seed, int threads);

}  // namespace rwave::embed
