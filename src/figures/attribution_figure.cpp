#include "figures/attribution_figure.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "figures/gnuplot.h"
#include "figures/palette.h"
#include "figures/title.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr int attribution_width = 720, attribution_panel_height = 130;  // points
constexpr int attribution_left = 70, attribution_right = 95;

std::string block(const ClassAttribution& one, std::size_t number, double rate) {
  std::string text = fmt::format("$class{} << EOD\n", number);
  for (std::size_t i = 0; i < one.beat.size(); ++i) {
    text += fmt::format("{:.2f} {:.5g} {:.5g}\n", 1000 * static_cast<double>(i) / rate, one.beat[i],
                        one.attribution[i]);
  }
  return text + "EOD\n";
}

struct Range {
  double low = 0, high = 0;
};

// Of all panels, so that classes compare, with zero in it.
Range range_of(const std::vector<ClassAttribution>& classes) {
  Range range;
  for (const ClassAttribution& one : classes) {
    for (const double value : one.attribution) {
      range.low = std::min(range.low, value);
      range.high = std::max(range.high, value);
    }
  }
  // gnuplot refuses a range without extent.
  if (range.high - range.low <= 0) range.high = 1;
  return range;
}

std::string panel(const ClassAttribution& one, std::size_t number, const std::string& axis, bool last) {
  std::string text = fmt::format("set label 1 {} at graph 0.99, graph 0.88 right\n",
                                 gnuplot_string(fmt::format("{}, {} beats", one.class_name,
                                                            grouped(static_cast<std::int64_t>(one.beats)))));
  text += fmt::format("set xtics format '{}'\nset xlabel '{}'\n", last ? "%g" : "",
                      last ? "time from the R peak at the row''s start (ms)" : "");
  text += fmt::format("set ylabel 'mean beat'\nset y2label {}\n", gnuplot_string(axis));
  return text +
         fmt::format(
             "plot $class{0} using 1:3 axes x1y2 with filledcurves y=0 fs solid 0.6 lc rgb '{1}', 0 axes "
             "x1y2 with lines lw 0.5 lc rgb '#999999', $class{0} using 1:2 axes x1y1 with lines lw 1.6 "
             "lc rgb '#222222'\n",
             number, hex(class_colour(one.class_name, one.class_index)));
}

}  // namespace

Figure attribution_figure(const std::vector<ClassAttribution>& classes, double rate, const std::string& what,
                          const std::string& axis, const Provenance& provenance) {
  if (classes.empty()) throw Error("no class has an attribution to draw");
  Figure figure{"", attribution_width, 0};
  const FigureTitle title = figure_title(what, provenance, attribution_width);
  const auto count = static_cast<int>(classes.size());
  figure.height = title.height + count * attribution_panel_height + axis_room;
  std::string& script = figure.script;
  for (std::size_t i = 0; i < classes.size(); ++i) script += block(classes[i], i, rate);
  const Range range = range_of(classes);
  script += fmt::format("set multiplot layout {},1 title {} margins {} spacing 0,{:.4f}\n", count, title.text,
                        screen_margins(figure, attribution_left, attribution_right, axis_room, title.height),
                        14.0 / figure.height);
  script += fmt::format(
      "unset key\nset y2range [{:.6g}:{:.6g}]\nset y2tics nomirror\nset xtics nomirror\nset ytics 0.5 "
      "nomirror\n",
      1.05 * range.low, 1.05 * range.high);
  script += fmt::format("set xrange [0:{:.2f}]\nset yrange [0:1.05]\n",
                        1000 * static_cast<double>(classes.front().beat.size() - 1) / rate);
  for (std::size_t i = 0; i < classes.size(); ++i)
    script += panel(classes[i], i, axis, i + 1 == classes.size());
  script += "unset multiplot\n";
  return figure;
}

}  // namespace rwave
