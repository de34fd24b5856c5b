#pragma once
// Names next to the marks of a scatter, where nothing else is.

#include <string>
#include <vector>

namespace rwave {

// A mark in points from the panel's lower left corner, and the name to stand next to it; empty: none.
struct NamedPoint {
  double x = 0, y = 0;
  std::string name;
};

// Where a name's middle stands, in the same points.
struct LabelPlace {
  double x = 0, y = 0;
};

// For every point its name's place: right of the mark, left, above, below or at the corners between, the
// first at which it meets no mark, no name placed before and not the panel's edge; right of it where there is
// none such. `letter` and `line` are a letter's width and a line's height.
std::vector<LabelPlace> place_labels(const std::vector<NamedPoint>& points, double width, double height,
                                     double letter, double line);

}  // namespace rwave
