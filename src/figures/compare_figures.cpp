#include "figures/compare_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "figures/gnuplot.h"
#include "figures/palette.h"
#include "figures/title.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// Height of a network's line.
constexpr int line_points = 30;
// Width of a letter, generously.
constexpr int letter_points = 8;

constexpr std::array<const char*, 3> treatments = {"unweighted", "weighted", "augmented"};
// Of the class palette.
constexpr std::array<std::size_t, 4> treatment_colours = {0, 2, 3, 4};
constexpr std::array<const char*, 3> splits = {"official", "patients apart", "another"};
// Gnuplot's circle, triangle, square.
constexpr std::array<int, 3> filled_points = {7, 9, 5};
constexpr std::array<int, 3> hollow_points = {6, 8, 4};

// The place in a list; its size where it is not in it.
template <class List>
std::size_t place(const List& list, const std::string& word) {
  return static_cast<std::size_t>(std::ranges::find(list, word) - list.begin());
}

// Panels to the right of the first have the lines, not their names.
std::string unnamed(std::size_t lines) {
  std::string text;
  for (std::size_t i = 0; i < lines; ++i) text += fmt::format("{}'' {}", i == 0 ? "" : ", ", i);
  return "set ytics (" + text + ") scale 0\n";
}

std::string labels_of(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += fmt::format("{}{} {}", i == 0 ? "" : ", ", gnuplot_string(names[i]), i);
  return text;
}

std::string common_axes(const std::vector<std::string>& names) {
  return fmt::format(
      "set ytics ({}) scale 0\nset yrange [{}:-0.6]\nset xtics nomirror\nset border 3\n"
      "set grid xtics ytics lt 1 lc rgb '#e4e4e4' lw 0.6\n",
      labels_of(names), static_cast<double>(names.size()) - 0.4);
}

int left_margin(const std::vector<std::string>& names) {
  std::size_t longest = 0;
  for (const std::string& name : names) longest = std::max(longest, name.size());
  return 20 + letter_points * static_cast<int>(longest);
}

// Treatments a little apart, so that marks do not hide each other.
std::string mark_line(const ScoredNetwork& mark, double line, double value) {
  const std::size_t treatment = std::min(place(treatments, mark.treatment), treatments.size());
  const std::size_t split = std::min(place(splits, mark.split), splits.size() - 1);
  const double place_of_it = treatment < treatments.size() ? static_cast<double>(treatment) : 1;
  const double shift = 0.16 * (place_of_it - 1) + (mark.published ? 0.08 : 0);
  return fmt::format("{:.5f} {:.3f} {} {}\n", 100 * value, line + shift,
                     (mark.published ? hollow_points : filled_points).at(split),
                     "0x" + hex(class_palette.at(treatment_colours.at(treatment))).substr(1));
}

std::string mark_block(const std::vector<ScoredNetwork>& marks, const std::vector<std::string>& names,
                       const char* block, double ScoredNetwork::*score) {
  std::string text = fmt::format("${} << EOD\n", block);
  for (const ScoredNetwork& mark : marks)
    if (!std::isnan(mark.*score))
      text += mark_line(mark, static_cast<double>(place(names, mark.network)), mark.*score);
  return text + "EOD\n";
}

// Entries of the key, which the marks themselves, with a shape and colour each, cannot have.
std::string compare_key() {
  std::string text;
  for (std::size_t i = 0; i < treatments.size(); ++i) {
    text += fmt::format(", \\\n  NaN with points pt 7 lc rgb '{}' title '{}'",
                        hex(class_palette.at(treatment_colours[i])), treatments[i]);
  }
  for (std::size_t i = 0; i < splits.size(); ++i)
    text += fmt::format(", \\\n  NaN with points pt {} lc rgb '#000000' title '{}{}'", filled_points[i],
                        splits[i],
                        i == 2   ? " split"
                        : i == 0 ? " split"
                                 : "");
  return text + ", \\\n  NaN with points pt 6 lc rgb '#000000' title 'hollow: published'";
}

}  // namespace

// In the order given: by score would look like a ranking, which networks of few epochs and one seed
// do not allow.
Figure compare_figure(const std::vector<ScoredNetwork>& marks, const std::string& provenance) {
  if (marks.empty()) throw Error("no scores to draw");
  std::vector<std::string> names;
  for (const ScoredNetwork& mark : marks)
    if (std::ranges::find(names, mark.network) == names.end()) names.push_back(mark.network);
  Figure figure{"", 940, 0};
  const FigureTitle title = two_part_title("Networks compared", provenance, figure.width);
  const int key_height = 62;
  figure.height = title.height + key_height + line_points * static_cast<int>(names.size()) + 72;
  std::string& script = figure.script;
  script = mark_block(marks, names, "accuracy", &ScoredNetwork::accuracy) +
           mark_block(marks, names, "f1", &ScoredNetwork::macro_f1);
  script += fmt::format("set multiplot layout 1,2 title {} margins {} spacing 0.03\n", title.text,
                        screen_margins(figure, left_margin(names), 20, 62, title.height + key_height));
  script += common_axes(names) + "set key at screen 0.5, screen " +
            fmt::format("{:.4f}", 1 - static_cast<double>(title.height) / figure.height) +
            " center top vertical maxrows 3 Left reverse samplen 1 width 2\nset pointsize 0.9\n"
            "set offsets graph 0.03, graph 0.03, 0, 0\n";
  script +=
      "set xlabel 'accuracy (%)'\nplot $accuracy using 1:2:3:4 with points pt variable lc rgb variable "
      "lw 1.4 notitle" +
      compare_key() + "\n";
  script += unnamed(names.size());
  script +=
      "set xlabel 'macro-F1 (%)'\nplot $f1 using 1:2:3:4 with points pt variable lc rgb"
      " variable lw 1.4 notitle\nunset multiplot\n";
  return figure;
}

Figure gap_figure(const std::vector<SplitDistance>& distances, const std::string& provenance) {
  if (distances.empty()) throw Error("no distance to draw: no network was trained on both splits");
  std::vector<std::string> names;
  for (const SplitDistance& one : distances) names.push_back(one.name);
  Figure figure{"", 940, 0};
  const FigureTitle title =
      two_part_title("What patients on both sides of the split are worth", provenance, figure.width);
  const int key_height = 30;
  figure.height = title.height + key_height + line_points * static_cast<int>(names.size()) + 72;
  std::string& script = figure.script;
  script = "$gap << EOD\n";
  for (std::size_t i = 0; i < distances.size(); ++i) {
    script += fmt::format("{}", i);
    for (std::size_t k = 0; k < 3; ++k)
      script += fmt::format(" {:.5f} {:.5f}", 100 * distances[i].official[k], 100 * distances[i].apart[k]);
    script += "\n";
  }
  script += "EOD\nset datafile missing 'nan'\n";
  script += fmt::format("set multiplot layout 1,3 title {} margins {} spacing 0.03\n", title.text,
                        screen_margins(figure, left_margin(names), 20, 62, title.height + key_height));
  script += common_axes(names) + "set key at screen 0.5, screen " +
            fmt::format("{:.4f}", 1 - static_cast<double>(title.height) / figure.height) +
            " center top vertical maxrows 1 Left reverse samplen 1 width 2\nset xrange [0:100]\n";
  const char* panels[] = {"mean F1 of N S V F (%)", "F1 of S (%)", "F1 of V (%)"};
  for (int k = 0; k < 3; ++k) {
    const int official = 2 + 2 * k, apart = 3 + 2 * k;
    script += fmt::format(
        "set xlabel '{0}'\nplot $gap using {1}:1:(${2}-${1}):(0) with vectors nohead lw 1.6 lc rgb '#999999' "
        "notitle, \\\n  $gap using {1}:1 with points pt 7 lc rgb '{3}' {4}, \\\n  $gap using {2}:1 with "
        "points "
        "pt 9 ps 1.2 lc rgb '{5}' {6}\n",
        panels[k], official, apart, hex(class_palette[0]), k == 0 ? "title 'official split'" : "notitle",
        hex(class_palette[2]), k == 0 ? "title 'DS1/DS2, patients apart'" : "notitle");
    if (k == 0) script += unnamed(names.size());
  }
  script += "unset multiplot\n";
  return figure;
}

}  // namespace rwave
