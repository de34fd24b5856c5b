#include "figures/spread_curves.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

#include "figures/gnuplot.h"
#include "figures/palette.h"
#include "figures/title.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr int curve_panel_width = 470, curve_panel_height = 330;
// Gnuplot's filled ones: curves differ in print too.
constexpr std::array points = {7, 5, 9, 11, 13};

std::string look(std::size_t i) {
  return fmt::format("pt {} ps 0.7 lw 1.6 lc rgb '{}'", points.at(i % points.size()),
                     hex(class_palette.at(i % class_palette.size())));
}

// The panel's points in named blocks $pP_C.
std::string blocks(const std::vector<SpreadPanel>& panels) {
  std::string text;
  for (std::size_t p = 0; p < panels.size(); ++p) {
    for (std::size_t c = 0; c < panels[p].curves.size(); ++c) {
      text += fmt::format("$p{}_{} << EOD\n", p, c);
      for (const SpreadPoint& point : panels[p].curves[c].points)
        text += fmt::format("{} {} {}\n", point.x, point.mean, point.spread);
      text += "EOD\n";
    }
  }
  return text;
}

std::string panel_script(const SpreadPanel& panel, std::size_t p) {
  std::string script =
      fmt::format("set xlabel {}\nset ylabel {}\n{} logscale x\n", gnuplot_string(panel.x_label),
                  gnuplot_string(panel.y_label), panel.log_x ? "set" : "unset");
  script += panel.x_ticks.empty() ? "set xtics autofreq nomirror\n"
                                  : fmt::format("set xtics nomirror ({})\n", fmt::join(panel.x_ticks, ", "));
  script += panel.from_zero ? "set yrange [0:*]\n" : "set yrange [*:*]\n";
  script += "set offsets graph 0.04, graph 0.04, graph 0.06, graph 0.04\n";
  script += p == 0 ? "set key at screen 0.5, screen key_y center top horizontal Left reverse samplen 2\n"
                   : "unset key\n";
  std::string plots;
  for (std::size_t c = 0; c < panel.curves.size(); ++c) {
    const SpreadCurve& curve = panel.curves[c];
    const std::string name = gnuplot_string(curve.name);
    const std::string colour = hex(class_palette.at(c % class_palette.size()));
    if (!plots.empty()) plots += ", \\\n  ";
    if (curve.level) {
      plots += fmt::format("{} with lines dt 2 lw 1.6 lc rgb '{}' title {}", curve.points.at(0).mean, colour,
                           name);
    } else {
      plots += fmt::format(
          "$p{0}_{1} using 1:2:3 with yerrorbars {2} notitle, "
          "$p{0}_{1} using 1:2 with linespoints {2} title {3}",
          p, c, look(c), name);
    }
  }
  return script + "plot " + plots + "\n";
}

}  // namespace

Figure spread_curves(const std::string& what, const std::vector<SpreadPanel>& panels,
                     const Provenance& provenance) {
  if (panels.empty() || panels.front().curves.empty()) throw Error("no curves to draw: " + what);
  Figure figure{"", curve_panel_width * static_cast<int>(panels.size()), curve_panel_height};
  const FigureTitle title = figure_title(what, provenance, figure.width);
  // gnuplot sets as many names a line as the first panel is wide, which is two.
  const int key_height = 10 + 18 * ((1 + static_cast<int>(panels.front().curves.size())) / 2);
  figure.height += title.height + key_height;
  figure.script = blocks(panels);
  figure.script += fmt::format("key_y = {}\n", 1 - static_cast<double>(title.height + 4) / figure.height);
  figure.script += fmt::format("set multiplot layout 1,{} title {} margins {} spacing 0.1\n", panels.size(),
                               title.text, screen_margins(figure, 85, 20, 60, title.height + key_height));
  figure.script += "set border 3\nset ytics nomirror\nset grid ytics lt 1 lc rgb '#e4e4e4' lw 0.6\n";
  for (std::size_t p = 0; p < panels.size(); ++p) figure.script += panel_script(panels[p], p);
  figure.script += "unset multiplot\n";
  return figure;
}

}  // namespace rwave
