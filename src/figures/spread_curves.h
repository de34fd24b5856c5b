#pragma once
// Curves of means with their spread over seeds: transfer by layers, scores by the share of the data.

#include <string>
#include <vector>

#include "figures/figure.h"
#include "score/provenance.h"

namespace rwave {

struct SpreadPoint {
  double x = 0;
  double mean = 0;
  double spread = 0;  // standard deviation; 0 draws no bar
};

struct SpreadCurve {
  std::string name;
  std::vector<SpreadPoint> points;
  bool level = false;  // one point: a dashed line across the panel
};

struct SpreadPanel {
  std::string x_label, y_label;
  std::vector<SpreadCurve> curves;
  bool log_x = false;
  std::vector<double> x_ticks;  // empty: gnuplot's own
  bool from_zero = false;       // the y axis begins at 0
};

// Panels side by side under one title and one key (of the first panel's curves; the others are to have the
// same names). Error where nothing is to be drawn.
Figure spread_curves(const std::string& what, const std::vector<SpreadPanel>& panels,
                     const Provenance& provenance);

}  // namespace rwave
