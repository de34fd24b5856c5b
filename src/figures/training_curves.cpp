#include "figures/training_curves.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "figures/gnuplot.h"
#include "figures/palette.h"
#include "figures/title.h"
#include "rwave/error.h"

namespace rwave {
namespace {

std::string data_block(std::span<const EpochRow> log) {
  std::string text = "$log << EOD\n";
  for (const EpochRow& row : log) {
    text += fmt::format("{} {} {} {} {} {}\n", row.epoch, row.training_loss, row.validation_loss,
                        100 * row.accuracy, 100 * row.balanced_accuracy, 100 * row.macro_f1);
  }
  return text + "EOD\n";
}

// Curves differ by their points as well as by colour, for print.
std::string curve(int column, const char* name, std::size_t colour, int point) {
  return fmt::format("$log using 1:{} with linespoints lw 1.6 pt {} ps 0.5 lc rgb '{}' title '{}'", column,
                     point, hex(class_palette.at(colour)), name);
}

std::string score_panel() {
  return fmt::format("set ylabel 'validation score (%)'\nset yrange [*:100]\nplot {}, \\\n  {}, \\\n  {}\n",
                     curve(4, "accuracy", 0, 7), curve(5, "balanced accuracy", 1, 5),
                     curve(6, "macro-F1", 2, 9));
}

}  // namespace

Figure training_curves(std::span<const EpochRow> log, int best_epoch, const Provenance& provenance) {
  if (log.empty()) throw Error("no epochs to draw: the training log is empty");
  // Without validation rows there is one panel, of the losses.
  const bool validated =
      std::ranges::any_of(log, [](const EpochRow& row) { return !std::isnan(row.validation_loss); });
  Figure figure{"", validated ? 940 : 520, 420};
  const FigureTitle title = figure_title("Training curves", provenance, figure.width);
  const int key_height = 42;  // two lines
  std::string& script = figure.script;
  script = data_block(log) + "set datafile missing 'nan'\n";
  script += fmt::format("set multiplot layout 1,{} title {} margins {} spacing 0.09\n", validated ? 2 : 1,
                        title.text, screen_margins(figure, 85, 15, axis_room, title.height + key_height));
  script += fmt::format("set xrange [{}:{}]\nset xlabel 'epoch'\nset xtics nomirror\nset ytics nomirror\n",
                        log.front().epoch - 0.5, log.back().epoch + 0.5);
  script += "set border 3\nset grid ytics lt 1 lc rgb '#e4e4e4' lw 0.6\n";
  if (log.size() < 12) script += "set xtics 1\n";  // gnuplot would mark half epochs
  script +=
      fmt::format("set arrow 1 from {0}, graph 0 to {0}, graph 1 nohead dt 2 lc rgb '#888888'\n", best_epoch);
  // The key stands above the panel, where no curve can run through it.
  script += "set key at graph 0.5, graph 1.01 center bottom vertical maxrows 2 Left reverse samplen 2\n";
  script += "set ylabel 'loss'\nset yrange [0:*]\n";
  script += fmt::format("plot {}, \\\n  {}NaN with lines dt 2 lc rgb '#888888' title 'epoch {}, kept'\n",
                        curve(2, "training", 4, 6),
                        validated ? curve(3, "validation", 0, 7) + ", \\\n  " : "", best_epoch);
  if (validated) script += score_panel();
  script += "unset multiplot\n";
  return figure;
}

}  // namespace rwave
