#include "figures/scatter_figure.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

#include "base/text.h"
#include "figures/gnuplot.h"
#include "figures/palette.h"
#include "figures/title.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr int scatter_side = 640, scatter_edge = 15, scatter_key_height = 30;  // points
constexpr std::size_t crowd = 3000;  // from this many points on, marks are small

struct Group {
  std::size_t label;
  std::vector<std::size_t> points;
};

// Classes with points, the most frequent first.
// So that the rare classes are drawn over the frequent one and can be seen.
std::vector<Group> groups_of(const ScatterPoints& points) {
  std::vector<Group> groups(points.classes.size());
  for (std::size_t c = 0; c < groups.size(); ++c) groups[c].label = c;
  for (std::size_t i = 0; i < points.label.size(); ++i) groups.at(points.label[i]).points.push_back(i);
  std::erase_if(groups, [](const Group& group) { return group.points.empty(); });
  std::ranges::stable_sort(groups, std::greater{}, [](const Group& group) { return group.points.size(); });
  return groups;
}

std::string block(const ScatterPoints& points, const Group& group) {
  std::string text = fmt::format("$class{} << EOD\n", group.label);
  for (const std::size_t i : group.points) text += fmt::format("{:.4g} {:.4g}\n", points.x[i], points.y[i]);
  return text + "EOD\n";
}

}  // namespace

Figure scatter_figure(const ScatterPoints& points, const std::string& what, const Provenance& provenance) {
  if (points.x.empty() || points.x.size() != points.y.size() || points.x.size() != points.label.size())
    throw Error(fmt::format("{} points with {} values and {} classes cannot be drawn", points.x.size(),
                            points.y.size(), points.label.size()));
  if (*std::ranges::max_element(points.label) >= points.classes.size())
    throw Error("a point to draw is of a class without a name");
  Figure figure{"", scatter_side + 2 * scatter_edge, 0};
  const FigureTitle title = figure_title(what, provenance, figure.width);
  figure.height = title.height + scatter_key_height + scatter_side + scatter_edge;
  const std::vector<Group> groups = groups_of(points);
  for (const Group& group : groups) figure.script += block(points, group);
  figure.script += fmt::format(
      "set multiplot layout 1,1 title {} margins {}\n", title.text,
      screen_margins(figure, scatter_edge, scatter_edge, scatter_edge, title.height + scatter_key_height));
  figure.script +=
      "unset xtics\nunset ytics\nset border 15 lc rgb '#c8c8c8'\nset offsets graph 0.02, graph 0.02, graph "
      "0.02, "
      "graph 0.02\nset key at graph 0.5, graph 1.01 center bottom horizontal samplen 1 width 2\n";
  // Disc, triangle, square, diamond, cross.
  constexpr std::array shapes = {7, 9, 5, 13, 2};
  const double size = points.x.size() > crowd ? 0.22 : 0.5;
  std::string plots, keys;
  for (const Group& group : groups) {
    const std::string& name = points.classes[group.label];
    const std::string colour = hex(class_colour(name, group.label));
    const int shape = shapes.at(group.label % shapes.size());
    plots += fmt::format("{}$class{} using 1:2 with points pt {} ps {} lc rgb '{}' notitle",
                         plots.empty() ? "" : ", ", group.label, shape, size, colour);
    // Keys are plots of their own without a point: a mark as small as in the crowd could not be
    // told from another in the key.
    keys += fmt::format(", NaN with points pt {} ps 1 lc rgb '{}' title {}", shape, colour,
                        gnuplot_string(fmt::format("{} ({})", name,
                                                   grouped(static_cast<std::int64_t>(group.points.size())))));
  }
  figure.script += fmt::format("plot {}{}\nunset multiplot\n", plots, keys);
  return figure;
}

}  // namespace rwave
