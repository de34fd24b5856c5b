#include "figures/probe_figure.h"

#include <fmt/format.h>

#include <array>

#include "figures/gnuplot.h"
#include "figures/palette.h"
#include "figures/title.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr int probe_width = 940, probe_plot_height = 340, probe_line_height = 18,
              probe_bottom = 60;  // points
constexpr int layers_a_line = 4;

std::string block(const ProbeCurve& layer, std::size_t number) {
  std::string text = fmt::format("$layer{} << EOD\n", number);
  for (std::size_t i = 0; i < layer.components.size(); ++i) {
    text += fmt::format("{} {:.4f} {:.4f}\n", layer.components[i], 100 * layer.variance[i],
                        100 * layer.macro_f1[i]);
  }
  return text + "EOD\n";
}

// From a light to a dark blue: one hue, so that the order survives black-and-white print.
Colour shade(std::size_t number, std::size_t count) {
  const double deep = count > 1 ? static_cast<double>(number) / static_cast<double>(count - 1) : 1;
  const auto mix = [deep](int light, int dark) {
    return static_cast<std::uint8_t>(light + deep * (dark - light));
  };
  return {mix(0x8f, 0x06), mix(0xc1, 0x2f), mix(0xe3, 0x50)};
}

std::string curves(const std::vector<ProbeCurve>& layers, int column, bool named) {
  constexpr std::array shapes = {7, 9, 5, 13, 11, 2, 6, 8, 4, 12};
  std::string text = "plot ";
  for (std::size_t i = 0; i < layers.size(); ++i) {
    text +=
        fmt::format("{}$layer{} using 1:{} with linespoints lw 1.6 pt {} ps 0.7 lc rgb '{}' {}",
                    i == 0 ? "" : ", ", i, column, shapes.at(i % shapes.size()), hex(shade(i, layers.size())),
                    named ? "title " + gnuplot_string(layers[i].layer) : "notitle");
  }
  return text + "\n";
}

}  // namespace

// Two panels over the same axis: where macro-F1 is flat while the variance still grows, the further
// components of the layer carry nothing of the decision.
Figure probe_figure(const std::vector<ProbeCurve>& layers, const Provenance& provenance) {
  if (layers.empty()) throw Error("no layer's dimension to draw");
  Figure figure{"", probe_width, 0};
  const FigureTitle title =
      figure_title("Principal components that carry the decision", provenance, probe_width);
  const int key_lines = (static_cast<int>(layers.size()) + layers_a_line - 1) / layers_a_line;
  const int key_height = probe_line_height * (key_lines + 1);
  figure.height = title.height + key_height + probe_plot_height + probe_bottom;
  std::string& script = figure.script;
  for (std::size_t i = 0; i < layers.size(); ++i) script += block(layers[i], i);
  script += fmt::format("set multiplot layout 1,2 title {} margins {} spacing 0.09\n", title.text,
                        screen_margins(figure, 75, 20, probe_bottom, title.height + key_height));
  script +=
      "set logscale x 2\nset xrange [0.9:75]\nset xtics (1, 2, 3, 5, 8, 16, 32, 64) nomirror\nset ytics "
      "nomirror\n";
  script += "set border 3\nset grid ytics lt 1 lc rgb '#e4e4e4' lw 0.6\nset xlabel 'principal components'\n";
  script += fmt::format("set key at graph 1.1, graph 1.02 center bottom vertical maxrows {} samplen 2\n",
                        key_lines);
  script += "set ylabel 'variance of the layer (%)'\nset yrange [0:100]\n" + curves(layers, 2, true);
  script += "set ylabel 'macro-F1 of a linear classifier (%)'\n" + curves(layers, 3, false);
  script += "unset multiplot\n";
  return figure;
}

}  // namespace rwave
