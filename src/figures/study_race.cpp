#include "figures/study_race.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "figures/gnuplot.h"
#include "figures/palette.h"
#include "figures/title.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// "trial mean low high" a line, in %, over the studies that have got so far.
std::string block(const SamplerStudies& studies, std::size_t number, std::size_t& longest) {
  std::string text = fmt::format("$studies{} << EOD\n", number);
  std::size_t trials = 0;
  for (const auto& study : studies.best_so_far) trials = std::max(trials, study.size());
  longest = std::max(longest, trials);
  for (std::size_t t = 0; t < trials; ++t) {
    double sum = 0, squares = 0, count = 0;
    for (const auto& study : studies.best_so_far) {
      if (t >= study.size() || std::isnan(study[t])) continue;
      sum += study[t];
      squares += study[t] * study[t];
      ++count;
    }
    if (count == 0) continue;
    const double mean = sum / count;
    // Sample variance, n - 1: a handful of studies stands for all seeds that could have been drawn.
    const double variance = count > 1 ? std::max(0.0, (squares - count * mean * mean) / (count - 1)) : 0;
    text += fmt::format("{} {:.5f} {:.5f} {:.5f}\n", t + 1, 100 * mean, 100 * (mean - std::sqrt(variance)),
                        100 * (mean + std::sqrt(variance)));
  }
  return text + "EOD\n";
}

}  // namespace

// Mean and spread of several studies and not their single lines: a dozen stairs in two colours hide
// which sampler lies above.
Figure study_race(const std::vector<SamplerStudies>& samplers, int startup, const std::string& provenance) {
  Figure figure{"", 820, 460};
  const FigureTitle title =
      two_part_title("Best validation score so far, by trial", provenance, figure.width);
  std::size_t longest = 0;
  std::string blocks, plots;
  for (std::size_t i = 0; i < samplers.size(); ++i) {
    blocks += block(samplers[i], i, longest);
    const std::string colour = hex(class_palette.at(i == 0 ? 0 : 2));
    plots += fmt::format(
        "{0}$studies{1} using 1:3:4 with filledcurves fs transparent solid 0.18 noborder lc rgb '{2}' "
        "notitle, \\\n"
        "  $studies{1} using 1:2 with linespoints pt {3} ps 0.6 lw 1.6 lc rgb '{2}' title {4}",
        plots.empty() ? "" : ", \\\n  ", i, colour, i == 0 ? 7 : 9,
        gnuplot_string(fmt::format("{}, mean of {}", samplers[i].sampler, samplers[i].best_so_far.size())));
  }
  if (longest == 0) throw Error("no trials to draw");
  figure.script = blocks;
  figure.script += fmt::format("set multiplot layout 1,1 title {} margins {}\n", title.text,
                               screen_margins(figure, 80, 20, axis_room, title.height + 24));
  figure.script +=
      fmt::format("set xrange [0.5:{}]\nset xlabel 'trial'\nset ylabel 'best score so far (%)'\n",
                  static_cast<double>(longest) + 0.5);
  figure.script +=
      "set border 3\nset xtics nomirror\nset ytics nomirror\nset grid ytics lt 1 lc rgb '#e4e4e4'\n";
  if (startup > 0 && static_cast<std::size_t>(startup) < longest) {
    figure.script += fmt::format(
        "set arrow 1 from {0}, graph 0 to {0}, graph 1 nohead dt 2 lc rgb '#888888'\n"
        "set label 1 {1} at {0}, graph 0.04 right offset -0.6,0 textcolor rgb '#5c5c5c'\n",
        startup + 0.5, gnuplot_string("TPE draws at random up to here"));
  }
  figure.script += "set key at graph 1, graph 1.01 right bottom horizontal Left reverse samplen 2\nplot " +
                   plots + "\nunset multiplot\n";
  return figure;
}

}  // namespace rwave
