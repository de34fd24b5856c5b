#include "figures/study_figures.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "figures/gnuplot.h"
#include "figures/palette.h"
#include "figures/title.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr std::size_t blue = 0, orange = 1, grey = 4;  // of class_palette

std::string colour(std::size_t index) {
  return hex(class_palette.at(index));
}

// Points of one fate: "number value coordinate...", a line each, those that are drawn above the rest last.
std::string data_block(const StudyPicture& picture, const char* name, TrialFate fate) {
  std::string text = fmt::format("${} << EOD\n", name);
  bool any = false;
  for (const StudyPoint& point : picture.points) {
    if (point.fate != fate) continue;
    any = true;
    text += fmt::format("{} {} {}\n", point.number, point.value, fmt::join(point.coordinates, " "));
  }
  if (!any) {  // gnuplot takes no empty block
    text += "nan nan";
    for (std::size_t i = 0; i < picture.axes.size(); ++i) text += " nan";
    text += "\n";
  }
  return text + "EOD\n";
}

// Only complete trials can be the best: a pruned one has a value at another epoch.
std::string best_block(const StudyPicture& picture) {
  std::string text = "$best << EOD\n";
  bool any = false;
  double best = 0;
  for (const StudyPoint& point : picture.points) {
    if (point.fate == TrialFate::complete) {
      if (!any || (picture.greater_is_better ? point.value > best : point.value < best)) best = point.value;
      any = true;
    }
    if (any) text += fmt::format("{} {}\n", point.number, best);
  }
  return text + (any ? "EOD\n" : "nan nan\nEOD\n");
}

void require_points(const StudyPicture& picture) {
  if (picture.points.empty()) throw Error("no trials to draw: none has a value yet");
}

std::string shared_style() {
  return "set datafile missing 'nan'\nset offsets 0, 0, graph 0.05, graph 0.03\nset border 3\nset tics "
         "nomirror\nset grid ytics lt 1 lc rgb '#e4e4e4' "
         "lw 0.6\n";
}

std::string marks(const char* x) {
  return fmt::format(
      "$pruned using {0}:2 with points pt 2 ps 0.7 lw 1.2 lc rgb '{1}' title 'pruned', \\\n  "
      "$complete using {0}:2 with points pt 7 ps 0.7 lc rgb '{2}' title 'complete'",
      x, colour(grey), colour(blue));
}

// A word for every choice instead of its index.
std::string choice_tics(const StudyAxis& axis) {
  std::string tics;
  for (std::size_t i = 0; i < axis.choices.size(); ++i)
    tics += fmt::format("{}{} {}", i > 0 ? ", " : "", gnuplot_string(axis.choices[i]), i);
  return fmt::format("set xtics ({})\nset xrange [-0.5:{}]\nunset logscale x\n", tics,
                     static_cast<double>(axis.choices.size()) - 0.5);
}

// The range searched, with room at its ends for the marks that lie there. Within a decade gnuplot would
// mark neither end: then both are, and the middle.
std::string number_tics(const StudyAxis& axis) {
  if (!axis.log) {
    const double room = 0.04 * (axis.high - axis.low);
    return fmt::format("unset logscale x\nset xtics autofreq\nset xrange [{}:{}]\n", axis.low - room,
                       axis.high + room);
  }
  const double room = std::pow(axis.high / axis.low, 0.04);
  const std::string tics =
      axis.high / axis.low >= 10
          ? "autofreq"
          : fmt::format("({}, {:.3g}, {})", axis.low, std::sqrt(axis.low * axis.high), axis.high);
  return fmt::format("set logscale x\nset xtics {}\nset xrange [{}:{}]\n", tics, axis.low / room,
                     axis.high * room);
}

std::string slice_panel(const StudyPicture& picture, std::size_t index) {
  const StudyAxis& axis = picture.axes[index];
  std::string text = fmt::format("set xlabel {}\nset format x '%g'\n", gnuplot_string(axis.name));
  text += axis.choices.empty() ? number_tics(axis) : choice_tics(axis);
  text += index == 0 ? fmt::format("set ylabel {}\n", gnuplot_string(picture.metric)) : "unset ylabel\n";
  return text + "plot " + marks(std::to_string(index + 3).c_str()) + "\n";
}

}  // namespace

Figure study_history(const StudyPicture& picture) {
  require_points(picture);
  Figure figure{"", 640, 440};
  const FigureTitle title = figure_title("History of the study", picture.provenance, figure.width);
  std::string& script = figure.script;
  script = data_block(picture, "complete", TrialFate::complete) +
           data_block(picture, "pruned", TrialFate::pruned) + best_block(picture) + shared_style();
  script += fmt::format(
      "set multiplot layout 1,1 title {} margins {}\n", title.text,
      screen_margins(figure, 85, 15, axis_room + (picture.random_draws > 0 ? 20 : 0), title.height + 34));
  const int last = picture.points.back().number;
  script += fmt::format("set xrange [-0.5:{}]\nset xlabel 'trial'\nset ylabel {}\n", std::max(last, 4) + 0.5,
                        gnuplot_string(picture.metric));
  if (last < 12) script += "set xtics 1\n";  // gnuplot would mark half trials
  if (picture.random_draws > 0) {
    script += fmt::format(
        "set object 1 rectangle from graph 0, graph 0 to {}, graph 1 behind fc rgb '#f2f2f2' "
        "fs solid noborder\n",
        std::min(picture.random_draws - 0.5, std::max(last, 4) + 0.5));
    script += fmt::format("set xlabel \"trial\\n(shaded: the first {} trials are random draws)\"\n",
                          picture.random_draws);
  }
  script += "set key at graph 0.5, graph 1.01 center bottom horizontal Left reverse samplen 2\n";
  script += fmt::format("plot {}, \\\n  $best using 1:2 with steps lw 1.6 lc rgb '{}' title 'best so far'\n",
                        marks("1"), colour(orange));
  script += "unset multiplot\n";
  return figure;
}

Figure study_slices(const StudyPicture& picture) {
  require_points(picture);
  const int panels = static_cast<int>(picture.axes.size());
  const int columns = std::clamp(panels, 1, 4), rows = std::max(1, (panels + columns - 1) / columns);
  Figure figure{"", std::max(520, 110 + 225 * columns), 110 + 260 * rows};
  const FigureTitle title = figure_title("Values by parameter", picture.provenance, figure.width);
  figure.height += title.height;
  std::string& script = figure.script;
  script = data_block(picture, "complete", TrialFate::complete) +
           data_block(picture, "pruned", TrialFate::pruned) + shared_style();
  script += fmt::format("set multiplot layout {},{} title {} margins {} spacing 0.06, {:.4f}\n", rows,
                        columns, title.text, screen_margins(figure, 85, 30, 80, title.height + 8),
                        rows > 1 ? 70.0 / figure.height : 0.0);
  script += "set key at screen 0.5, screen 0.005 center bottom horizontal Left reverse samplen 2\n";
  for (std::size_t i = 0; i < picture.axes.size(); ++i) {
    script += slice_panel(picture, i);
    script += "unset key\n";  // one for all panels
  }
  script += "unset multiplot\n";
  return figure;
}

Figure study_importances(const StudyPicture& picture) {
  if (picture.bars.empty()) throw Error("no importances to draw: too few trials are complete");
  const int bars = static_cast<int>(picture.bars.size());
  Figure figure{"", 640, 90 + 36 * bars};
  const FigureTitle title = figure_title("Importance of the parameters", picture.provenance, figure.width);
  figure.height += title.height;
  std::size_t longest = 0;
  for (const StudyBar& bar : picture.bars) longest = std::max(longest, bar.name.size());
  std::string& script = figure.script;
  script = "$bars << EOD\n";
  std::string tics;
  for (int i = 0; i < bars; ++i) {
    const StudyBar& bar = picture.bars[static_cast<std::size_t>(i)];
    script += fmt::format("{} {} {}\n", bars - 1 - i, 100 * bar.share, 100 * bar.spread);
    tics += fmt::format("{}{} {}", i > 0 ? ", " : "", gnuplot_string(bar.name), bars - 1 - i);
  }
  script += "EOD\n" + shared_style();
  script += fmt::format("set multiplot layout 1,1 title {} margins {}\n", title.text,
                        screen_margins(figure, 40 + 8 * static_cast<int>(longest), 25, 60, title.height + 8));
  script += fmt::format(
      "unset grid\nset grid xtics lt 1 lc rgb '#e4e4e4' lw 0.6\nset ytics ({})\n"
      "set yrange [-0.6:{}]\nset xrange [0:*]\nset xlabel 'variance by the "
      "parameter alone (%), and its spread over the trees'\n",
      tics, bars - 0.4);
  script += fmt::format(
      "plot $bars using ($2/2):1:($2/2):(0.3) with boxxyerror fs solid noborder fc rgb '{}' "
      "notitle, \\\n  $bars using 2:1:3 with xerrorbars pt 0 lw 1.2 lc rgb '{}' notitle\n",
      colour(blue), colour(grey));
  script += "unset multiplot\n";
  return figure;
}

}  // namespace rwave
