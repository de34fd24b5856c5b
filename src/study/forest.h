#pragma once
// A random forest of regression trees, small and exact: what the importances are read off.

#include <cstdint>
#include <vector>

#include "math/random.h"

namespace rwave::study {

// One axis of the points: an interval of numbers, or the categories 0 .. categories - 1.
struct Axis {
  double low = 0, high = 1;
  // 0: an interval of numbers.
  int categories = 0;
};

// The part of an axis that a leaf covers.
struct AxisPart {
  // Of numbers: low <= x < high.
  double low = 0, high = 1;
  // Of categories: a bit for each.
  std::uint64_t set = 0;

  // The share of the axis, 0 .. 1.
  double share(const Axis& axis) const;
  // Whether x lies within.
  bool holds(const Axis& axis, double x) const;
};

// A box of constant value; the leaves of a tree cover the whole space without overlap.
struct Leaf {
  std::vector<AxisPart> box;
  double value = 0;
};
using Tree = std::vector<Leaf>;

// What a forest is grown from.
struct Samples {
  // By sample, a coordinate per axis.
  std::vector<std::vector<double>> points;
  std::vector<double> values;
};

// Breiman, "Random forests" (2001) for regression, every axis a candidate at each split: splits that lessen
// the sum of squares most, halfway between neighbouring numbers, or one category against the others of a
// leaf; down to leaves of one value. The tree of `rows` (indices, some perhaps more than once). At most 64
// categories an axis.
Tree grow(const std::vector<Axis>& axes, const Samples& samples, const std::vector<std::size_t>& rows);

// `trees` such trees, each of as many samples as there are, drawn with replacement.
std::vector<Tree> grow_forest(const std::vector<Axis>& axes, const Samples& samples, int trees,
                              Random& random);

}  // namespace rwave::study
