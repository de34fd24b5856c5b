#pragma once
// Scatter plots: points in the plane in their classes' colours.

#include <cstdint>
#include <string>
#include <vector>

#include "figures/figure.h"
#include "score/provenance.h"

namespace rwave {

// Points and their classes, all lists of one length.
struct ScatterPoints {
  std::vector<float> x, y;
  // Indices into classes.
  std::vector<std::uint8_t> label;
  // Names of the classes, by index.
  std::vector<std::string> classes;
};

// One mark a point, the most frequent class first, so that rare ones lie on top; shapes differ by class as
// well as colours, for print. No axes: t-SNE's have no meaning. Error where there are no points or the
// lengths differ.
Figure scatter_figure(const ScatterPoints& points, const std::string& what, const Provenance& provenance);

}  // namespace rwave
