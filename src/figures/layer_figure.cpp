#include "figures/layer_figure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "figures/gnuplot.h"
#include "figures/palette.h"
#include "figures/title.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// Points, as are all of these.
constexpr int layer_width = 760;
constexpr int beat_height = 120, layer_height = 92, layer_gap = 26, axis_height = 50;
constexpr int layer_left = 90, layer_right = 100, layer_edge = 5;

std::string beat_block(const LayerPicture& picture) {
  std::string text = "$beat << EOD\n";
  for (std::size_t i = 0; i < picture.beat.size(); ++i) {
    text += fmt::format("{:.2f} {:.5g}\n", 1000 * static_cast<double>(i) / picture.rate, picture.beat[i]);
  }
  return text + "EOD\n";
}

std::string layer_block(const LayerMap& layer, std::size_t number) {
  if (layer.values.size() != static_cast<std::size_t>(layer.channels * layer.positions) ||
      layer.values.empty())
    throw Error(fmt::format("layer '{}': {} values for {} x {}", layer.name, layer.values.size(),
                            layer.channels, layer.positions));
  std::string text = fmt::format("$layer{} << EOD\n", number);
  for (std::size_t i = 0; i < layer.values.size(); ++i) {
    const bool last = (static_cast<std::int64_t>(i) + 1) % layer.positions == 0;
    text += fmt::format("{:.4g}{}", layer.values[i], last ? "\n" : " ");
  }
  // An image of one line has no height of its own: gnuplot wants two.
  if (layer.channels == 1) text += text.substr(text.find('\n') + 1);
  return text + "EOD\n";
}

// Symmetric about zero, so that white is zero in every layer and the sign is the hue.
double greatest(const LayerMap& layer) {
  double most = 0;
  for (const float value : layer.values) most = std::max(most, std::abs(static_cast<double>(value)));
  return most > 0 ? most : 1;
}

// The margins of a panel whose top lies `above` points below the figure's.
std::string place(const Figure& figure, int above, int height) {
  return fmt::format(
      "set lmargin at screen {:.4f}\nset rmargin at screen {:.4f}\nset tmargin at screen {:.4f}\nset bmargin "
      "at "
      "screen {:.4f}\n",
      static_cast<double>(layer_left) / figure.width, 1 - static_cast<double>(layer_right) / figure.width,
      1 - static_cast<double>(above) / figure.height,
      1 - static_cast<double>(above + height) / figure.height);
}

// Units have an axis of their own, time one below the last layer that has it.
bool has_axis(const LayerPicture& picture, std::size_t number) {
  return !picture.layers[number].in_time || number + 1 == picture.layers.size() ||
         !picture.layers[number + 1].in_time;
}

int height_of(const LayerPicture& picture, std::size_t number) {
  return layer_height + layer_gap + (has_axis(picture, number) ? axis_height : 0);
}

std::string layer_panel(const LayerPicture& picture, std::size_t number, double end) {
  const LayerMap& layer = picture.layers[number];
  const double most = greatest(layer), sample = 1000 / picture.rate;
  std::string text =
      fmt::format("set cbrange [{}:{}]\nset cbtics ({}, 0, {}) scale 0.4\n", -most, most,
                  fmt::format("'{:.3g}' {}", -most, -most), fmt::format("'{:.3g}' {}", most, most));
  text += fmt::format(
      "set label 1 {} at graph 0, graph 1 offset 0,0.5 left\n",
      gnuplot_string(layer.in_time
                         ? fmt::format("{}: {} channels x {}", layer.name, layer.channels, layer.positions)
                         : fmt::format("{}: {} units", layer.name, layer.positions)));
  text += fmt::format("set yrange [{}:{}]\nset ytics scale 0 format '{}'\nset ylabel '{}'\n", -0.5,
                      static_cast<double>(std::max<std::int64_t>(layer.channels, 2)) - 0.5,
                      layer.channels > 1 ? "%g" : "", layer.channels > 1 ? "channel" : "");
  const bool labelled = has_axis(picture, number);
  if (!layer.in_time) {
    return text + fmt::format(
                      "set xrange [-0.5:{}]\nset xtics format '%g'\nset xlabel 'unit'\nplot $layer{} matrix "
                      "with image\n",
                      static_cast<double>(layer.positions) - 0.5, number);
  }
  return text + fmt::format(
                    "set xrange [0:{}]\nset xtics format '{}'\nset xlabel '{}'\nplot $layer{} matrix using "
                    "({}+{}*$1):2:3 with image\n",
                    end, labelled ? "%g" : "", labelled ? "time from the row''s start (ms)" : "", number,
                    layer.first * sample, layer.step * sample);
}

}  // namespace

Figure layer_figure(const LayerPicture& picture, const Provenance& provenance) {
  if (picture.layers.empty()) throw Error("no layer to draw");
  Figure figure{"", layer_width, 0};
  const FigureTitle title =
      figure_title(fmt::format("Layers on a beat of class {}, {}", picture.class_name, picture.beat_name),
                   provenance, layer_width);
  figure.height = title.height + beat_height + layer_gap + layer_edge;
  for (std::size_t i = 0; i < picture.layers.size(); ++i) figure.height += height_of(picture, i);
  std::string& script = figure.script;
  script = beat_block(picture);
  for (std::size_t i = 0; i < picture.layers.size(); ++i) script += layer_block(picture.layers[i], i);
  const double end = 1000 * static_cast<double>(picture.beat.size() - 1) / picture.rate;
  script += fmt::format("set multiplot title {}\nunset key\nset xtics nomirror out\nset ytics nomirror\n",
                        title.text);
  script += "set palette defined (-1 '#7a4a00', -0.5 '#d9a75a', 0 '#ffffff', 0.5 '#7fb2d6', 1 '#0b4f7d')\n";
  int above = title.height;
  script += place(figure, above, beat_height);
  script += fmt::format("set xrange [0:{}]\nset xtics format ''\nset ylabel 'beat'\nset ytics 0.5\n", end);
  script += fmt::format("plot $beat using 1:2 with lines lw 1.6 lc rgb '{}'\nset ytics auto\n",
                        hex(class_colour(picture.class_name, picture.class_index)));
  above += beat_height + layer_gap;
  for (std::size_t i = 0; i < picture.layers.size(); above += height_of(picture, i), ++i) {
    script += place(figure, above, layer_height) + layer_panel(picture, i, end);
  }
  script += "unset multiplot\n";
  return figure;
}

}  // namespace rwave
