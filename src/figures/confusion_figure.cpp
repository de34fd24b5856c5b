#include "figures/confusion_figure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "figures/gnuplot.h"
#include "figures/title.h"

namespace rwave {
namespace {

constexpr int cell_points = 84;             // side of a cell: room for "18,118" above "99.57 %"
constexpr int confusion_letter_points = 8;  // width of a letter, generously
constexpr double dark_share = 0.55;         // from here on the shade is too dark for black letters

std::string row_name(const Confusion& confusion, int c) {
  return fmt::format("{} ({})", confusion.classes()[static_cast<std::size_t>(c)],
                     grouped(confusion.support(c)));
}

int longest_row_name(const Confusion& confusion) {
  std::size_t longest = 0;
  for (int c = 0; c < confusion.size(); ++c) longest = std::max(longest, row_name(confusion, c).size());
  return static_cast<int>(longest);
}

// The shades, one a cell, as rectangles; a class without beats has none.
std::string cell_block(const Confusion& confusion) {
  std::string text = "$cells << EOD\n";
  for (int t = 0; t < confusion.size(); ++t) {
    for (int p = 0; p < confusion.size(); ++p) {
      if (confusion.support(t) > 0) text += fmt::format("{} {} {}\n", p, t, 100 * confusion.share(t, p));
    }
  }
  return text + "EOD\n";
}

// Count and share together: a share of 50 % of two beats and of 2,000 look alike, and a count alone
// hides rare classes.
std::string cell_labels(const Confusion& confusion) {
  std::string text;
  for (int t = 0; t < confusion.size(); ++t) {
    for (int p = 0; p < confusion.size(); ++p) {
      const double share = confusion.share(t, p);
      const std::string words = std::isnan(share) ? "'-'"
                                                  : fmt::format("'{}'.\"\\n\".'{:.2f} %'",
                                                                grouped(confusion.count(t, p)), 100 * share);
      text += fmt::format("set label {} at {},{} center front offset 0,0.45 textcolor rgb '{}'\n", words, p,
                          t, share > dark_share ? "#ffffff" : "#000000");
    }
  }
  return text;
}

std::string axes(const Confusion& confusion) {
  std::string columns, rows;
  for (int c = 0; c < confusion.size(); ++c) {
    const char* comma = c == 0 ? "" : ", ";
    columns +=
        fmt::format("{}{} {}", comma, gnuplot_string(confusion.classes()[static_cast<std::size_t>(c)]), c);
    rows += fmt::format("{}{} {}", comma, gnuplot_string(row_name(confusion, c)), c);
  }
  const double end = confusion.size() - 0.5;
  return fmt::format(
      "set xtics ({}) scale 0\nset ytics ({}) scale 0\nset xrange [-0.5:{}]\nset yrange [{}:-0.5]\n"
      "set xlabel 'called'\nset ylabel 'true class (beats)'\n",
      columns, rows, end, end);
}

}  // namespace

Figure confusion_figure(const Confusion& confusion, const Provenance& provenance) {
  const int left = 60 + confusion_letter_points * longest_row_name(confusion);
  const int right = 130, bottom = 60;
  const int side = cell_points * confusion.size();
  Figure figure{"", left + side + right, 0};
  const FigureTitle title = figure_title("Confusion matrix", provenance, figure.width);
  figure.height = title.height + side + bottom;
  std::string& script = figure.script;
  script = cell_block(confusion) + axes(confusion) + cell_labels(confusion);
  // In a multiplot of one, the title spans the figure; a plot's own title is centred on the plot and may be
  // cut off.
  script += fmt::format("set multiplot layout 1,1 title {} margins {}\n", title.text,
                        screen_margins(figure, left, right, bottom, title.height));
  // White to a dark blue of the hue of class N: one hue, so that the order of shades survives black-and-white
  // print.
  script += "unset key\nset palette defined (0 '#ffffff', 0.15 '#d6e6f2', 0.5 '#7fb2d6', 1 '#0b4f7d')\n";
  script += "set cbrange [0:100]\nset cblabel 'share of the true class (%)' offset 1,0\n";
  script += fmt::format("set colorbox user origin screen {:.4f}, graph 0 size screen {:.4f}, graph 1\n",
                        static_cast<double>(left + side + 15) / figure.width, 20.0 / figure.width);
  script +=
      "plot $cells using 1:2:($1-0.5):($1+0.5):($2-0.5):($2+0.5):3 with boxxyerror fill solid border rgb "
      "'#c8c8c8' "
      "fillcolor palette\nunset multiplot\n";
  return figure;
}

}  // namespace rwave
