#include "figures/front_panel.h"

#include <fmt/format.h>

#include <algorithm>

#include "figures/gnuplot.h"
#include "figures/place_labels.h"

namespace rwave {
namespace {

constexpr double front_panel_letter_width = 7.4, front_panel_line_height = 16;  // points

bool same_network(const FrontMark& a, const FrontMark& b) {
  return a.name == b.name && a.multiply_adds == b.multiply_adds;
}

// The best trained mark of each network bears the name; where none is trained, the best there is.
bool bears_name(const FrontMark& mark, const std::vector<FrontMark>& marks, double FrontMark::*score) {
  const auto before = [&](const FrontMark& a, const FrontMark& b) {
    return a.kind != b.kind ? a.kind < b.kind : a.*score > b.*score;
  };
  return std::ranges::none_of(marks, [&](const FrontMark& other) {
    return same_network(other, mark) && (before(other, mark) || (!before(mark, other) && &other < &mark));
  });
}

std::string level_text(const FrontLevel& level) {
  return "best published, cost not known: " + level.name;
}

// What names keep clear of besides marks: the front's steps and the level's words, as rows of points.
void add_obstacles(const std::vector<FrontMark>& marks, const FrontPanel& panel, const FrontLevel* level,
                   std::vector<NamedPoint>& points) {
  constexpr double apart = 10;
  const auto add_row = [&](double from, double to, double y) {
    for (int i = 0; from + i * apart < to; ++i) points.push_back({from + i * apart, y, ""});
  };
  const std::vector<FrontMark> front = front_of(marks, panel.score);
  for (std::size_t i = 0; i < front.size(); ++i)
    add_row(panel.x_of(front[i].multiply_adds) + apart,
            i + 1 < front.size() ? panel.x_of(front[i + 1].multiply_adds) : front_panel_width,
            panel.y_of(front[i].*panel.score));
  if (level != nullptr)
    add_row(apart, front_panel_letter_width * static_cast<double>(level_text(*level).size()),
            panel.y_of(level->*panel.level) + front_panel_line_height / 2);
}

std::string labels(const std::vector<FrontMark>& marks, const FrontPanel& panel, const FrontLevel* level) {
  std::vector<NamedPoint> points;
  points.reserve(marks.size());
  for (const FrontMark& mark : marks)
    points.push_back({panel.x_of(mark.multiply_adds), panel.y_of(mark.*panel.score),
                      bears_name(mark, marks, panel.score) ? mark.name : ""});
  add_obstacles(marks, panel, level, points);
  const auto places = place_labels(points, front_panel_width, front_panel_height, front_panel_letter_width,
                                   front_panel_line_height);
  std::string text;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (points[i].name.empty()) continue;
    text += fmt::format("set label {} at graph {:.4f}, graph {:.4f} center\n", gnuplot_string(points[i].name),
                        places[i].x / front_panel_width, places[i].y / front_panel_height);
  }
  return text;
}

// Thin lines between the marks of one network.
std::string joins(const std::vector<FrontMark>& marks, double FrontMark::*score) {
  std::string text;
  for (const FrontMark& mark : marks) {
    if (mark.kind == FrontMark::Kind::trained || bears_name(mark, marks, score)) continue;
    const auto named = std::ranges::find_if(marks, [&](const FrontMark& other) {
      return same_network(other, mark) && bears_name(other, marks, score);
    });
    text += fmt::format("set arrow from {:.6g}, {:.5f} to {:.6g}, {:.5f} nohead lw 0.6 lc rgb '#aaaaaa'\n",
                        mark.multiply_adds, 100 * mark.*score, named->multiply_adds, 100 * (*named).*score);
  }
  return text;
}

std::string level_label(const FrontLevel& level, const FrontPanel& panel) {
  return fmt::format("set label {} at graph 0.02, first {:.5f} left offset 0,0.6 tc rgb '#666666'\n",
                     gnuplot_string(level_text(level)), 100 * level.*panel.level);
}

}  // namespace

std::string front_names(const std::vector<FrontMark>& marks, const FrontPanel& panel,
                        const FrontLevel* level) {
  return labels(marks, panel, level) + joins(marks, panel.score) +
         (level == nullptr ? "" : level_label(*level, panel));
}

}  // namespace rwave
