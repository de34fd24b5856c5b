#include "figures/certainty_figure.h"

#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "figures/palette.h"
#include "figures/title.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// The area of a point grows with the share of beats in its bin: nearly all beats lie in the last
// one, and a bin of three beats should not draw the eye.
std::string bins_block(std::span<const Answer> answers) {
  std::string text = "$bins << EOD\n";
  for (const CertaintyBin& bin : certainty_bins(answers)) {
    const double share = static_cast<double>(bin.beats) / static_cast<double>(answers.size());
    text += fmt::format("{:.3f} {:.3f} {:.2f}\n", 100 * bin.probability, 100 * bin.right,
                        0.6 + 2 * std::sqrt(share));
  }
  return text + "EOD\n";
}

std::string risk_block(std::span<const Answer> answers) {
  std::vector<double> coverages;
  // From half of the beats on: nobody would reject more.
  for (int half_percent = 100; half_percent <= 200; ++half_percent) coverages.push_back(half_percent / 200.0);
  std::string text = "$risk << EOD\n";
  for (const RiskPoint& point : risk_by_coverage(answers, coverages))
    text += fmt::format("{:.3f} {:.4f}\n", 100 * point.coverage, 100 * point.risk);
  return text + "EOD\n";
}

}  // namespace

Figure certainty_figure(std::span<const Answer> answers, const Provenance& provenance) {
  if (answers.empty()) throw Error("no answers whose certainty could be drawn");
  Figure figure{"", 940, 420};
  const FigureTitle title = figure_title("Certainty", provenance, figure.width);
  std::string& script = figure.script;
  script = bins_block(answers) + risk_block(answers);
  script += fmt::format("set multiplot layout 1,2 title {} margins {} spacing 0.1\n", title.text,
                        screen_margins(figure, 75, 20, axis_room, title.height + 10));
  script += "unset key\nset border 3\nset xtics nomirror\nset ytics nomirror\n";
  script += "set grid ytics lt 1 lc rgb '#e4e4e4' lw 0.6\n";
  script += "set xlabel 'probability of the class given (%)'\nset ylabel 'of these right (%)'\n";
  script += "set xrange [0:100]\nset yrange [0:100]\n";
  script += fmt::format(
      "plot x with lines dt 2 lc rgb '#888888', $bins using 1:2:3 with points pt 7 ps variable lc rgb '{}'\n",
      hex(class_palette.at(0)));
  script += "set xlabel 'beats kept, the most probable (%)'\nset ylabel 'of these wrong (%)'\n";
  script += "set xrange [50:100]\nset yrange [0:*]\n";
  script += fmt::format("plot $risk using 1:2 with lines lw 2 lc rgb '{}'\nunset multiplot\n",
                        hex(class_palette.at(0)));
  return figure;
}

}  // namespace rwave
