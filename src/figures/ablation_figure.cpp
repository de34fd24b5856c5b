#include "figures/ablation_figure.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "figures/gnuplot.h"
#include "figures/palette.h"
#include "figures/title.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr int ablation_width = 820, ablation_line_height = 46, ablation_key_height = 46;  // points
constexpr int ablation_left = 265, ablation_right = 25, ablation_bottom = 60;

// Line, balanced accuracy, accuracy, then recalls, in %; a class without beats has "nan".
// Data go into the script as named blocks: gnuplot then needs no files, and a script alone draws
// the picture again.
std::string block(const std::vector<AblationBar>& bars) {
  std::string text = "$ablation << EOD\n";
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const Scores scores = scores_of(bars[i].confusion);
    text += fmt::format("{} {:.3f} {:.3f}", i, 100 * scores.balanced_accuracy, 100 * scores.accuracy);
    for (const ClassScore& one : scores.classes) text += fmt::format(" {:.3f}", 100 * one.sensitivity);
    text += "\n";
  }
  return text + "EOD\n";
}

}  // namespace

Figure ablation_figure(const std::vector<AblationBar>& bars, const Provenance& provenance) {
  if (bars.empty()) throw Error("no scores of changed rows to draw");
  Figure figure{"", ablation_width, 0};
  const FigureTitle title =
      figure_title("What is left when parts of the row are taken away", provenance, ablation_width);
  figure.height = title.height + ablation_key_height + static_cast<int>(bars.size()) * ablation_line_height +
                  ablation_bottom;
  std::string names;
  for (std::size_t i = 0; i < bars.size(); ++i)
    names += fmt::format("{}{} {}", i == 0 ? "" : ", ", gnuplot_string(bars[i].what), i);
  std::string& script = figure.script;
  script = block(bars) + "set datafile missing 'nan'\n";
  script += fmt::format("set multiplot layout 1,1 title {} margins {}\n", title.text,
                        screen_margins(figure, ablation_left, ablation_right, ablation_bottom,
                                       title.height + ablation_key_height));
  script += fmt::format("set ytics ({}) scale 0\nset yrange [{}:-0.5]\nset xrange [0:100]\nset xlabel '%'\n",
                        names, static_cast<double>(bars.size()) - 0.5);
  script += "set xtics nomirror\nset grid xtics lt 1 lc rgb '#e4e4e4' lw 0.6\nset border 3\n";
  script += "set key at screen 0.5, graph 1.02 center bottom vertical maxrows 2 samplen 1.5 width 1\n";
  script +=
      "plot $ablation using (0):1:(0):2:($1-0.3):($1+0.3) with boxxyerror fs solid noborder fc rgb '#ccd6de' "
      "title "
      "'balanced accuracy', $ablation using 3:1:(0):(0.3) with vectors nohead lw 2 lc rgb '#222222' notitle, "
      "$ablation using "
      "3:1:(0):(-0.3) with vectors nohead lw 2 lc rgb '#222222' title 'accuracy'";
  // Shapes besides colours: the lines stay apart in black-and-white print and for colour-blind
  // readers.
  constexpr std::array shapes = {7, 9, 5, 13, 2};
  const std::vector<std::string>& classes = bars.front().confusion.classes();
  for (std::size_t c = 0; c < classes.size(); ++c) {
    script += fmt::format(", $ablation using {}:1 with points pt {} ps 1 lc rgb '{}' title {}", c + 4,
                          shapes.at(c % shapes.size()), hex(class_colour(classes[c], c)),
                          gnuplot_string("recall of " + classes[c]));
  }
  script += "\nunset multiplot\n";
  return figure;
}

}  // namespace rwave
