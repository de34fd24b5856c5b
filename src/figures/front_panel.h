#pragma once
// One panel of the front (front_figure.h): where its marks lie, and what is written next to them.

#include <cmath>
#include <string>
#include <vector>

#include "figures/front_figure.h"

namespace rwave {

// Its size in points.
inline constexpr int front_panel_width = 440, front_panel_height = 360;

// A panel: a score by cost, and the ranges of its axes. x is log10 of the multiply-adds.
struct FrontPanel {
  // Which score, and its spread, of a mark and of a level.
  double FrontMark::*score;
  double FrontMark::*spread;
  double FrontLevel::*level;
  // Label of the y axis.
  const char* label;
  // Ends of the axes: x in decades, y in per cent.
  double x_low = 0, x_high = 0, y_low = 0, y_high = 0;

  // Points from the panel's left and lower edge.
  double x_of(double multiply_adds) const {
    return front_panel_width * (std::log10(multiply_adds) - x_low) / (x_high - x_low);
  }
  double y_of(double score_of_1) const {
    return front_panel_height * (100 * score_of_1 - y_low) / (y_high - y_low);
  }
};

// gnuplot's labels and lines that name each network once and join the marks of one; `marks` have the panel's
// score. `level` is the dashed line, nullptr where there is none.
std::string front_names(const std::vector<FrontMark>& marks, const FrontPanel& panel,
                        const FrontLevel* level);

}  // namespace rwave
