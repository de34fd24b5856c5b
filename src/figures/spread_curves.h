#pragma once
// Curves of means with their spread over seeds: transfer by layers, scores by the share of the data.

#include <string>
#include <vector>

#include "figures/figure.h"
#include "score/provenance.h"

namespace rwave {

// One place of a curve: what several seeds gave there.
struct SpreadPoint {
  double x = 0;
  // Over seeds, in the y axis's unit.
  double mean = 0;
  // Standard deviation; 0 draws no bar.
  double spread = 0;
};

// One line of a panel; points in order of x.
struct SpreadCurve {
  std::string name;
  std::vector<SpreadPoint> points;
  // One point: a dashed line across the panel.
  bool level = false;
};

// One pair of axes with its curves.
struct SpreadPanel {
  std::string x_label, y_label;
  std::vector<SpreadCurve> curves;
  // For shares of the data, each twice the last.
  bool log_x = false;
  // Empty: gnuplot's own.
  std::vector<double> x_ticks;
  // The y axis begins at 0.
  bool from_zero = false;
};

// Panels side by side under one title and one key (of the first panel's curves; the others are to have the
// same names). Error where nothing is to be drawn.
Figure spread_curves(const std::string& what, const std::vector<SpreadPanel>& panels,
                     const Provenance& provenance);

}  // namespace rwave
