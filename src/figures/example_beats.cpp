#include "figures/example_beats.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "figures/gnuplot.h"
#include "figures/palette.h"
#include "figures/title.h"
#include "math/random.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// Points, as are all of these.
constexpr int example_panel_width = 165;
constexpr int example_panel_height = 110;
constexpr int example_left = 70;

// The rows by class, in their given order.
std::vector<std::vector<std::uint32_t>> rows_by_class(const BeatSet& set,
                                                      std::span<const std::uint32_t> rows) {
  std::vector<std::vector<std::uint32_t>> by_class(set.classes.size());
  for (const std::uint32_t row : rows) {
    if (row >= set.size())
      throw Error(fmt::format("row {} to draw, but the beat set has {}", row, set.size()));
    if (set.labels[row] >= by_class.size()) {
      throw Error(fmt::format("row {} is of class {}, but there are {} classes", row, set.labels[row],
                              by_class.size()));
    }
    by_class[set.labels[row]].push_back(row);
  }
  return by_class;
}

// Time in seconds and value of each sample, up to the zeros at the row's end.
// Zeros at the end are the recipe's filling and no signal.
std::string row_block(const BeatSet& set, std::uint32_t row) {
  const std::span<const float> values = set.row(row);
  std::size_t length = values.size();
  while (length > 0 && values[length - 1] == 0) --length;
  std::string text = fmt::format("$row{} << EOD\n", row);
  for (std::size_t i = 0; i < length; ++i) {
    text += fmt::format("{:.4f} {:.5g}\n", static_cast<double>(i) / set.rate, values[i]);
  }
  return text + "EOD\n";
}

// One row's panel; gnuplot keeps settings from panel to panel, so each sets all that differs.
std::string panel(const BeatSet& set, std::uint32_t row, const std::string& line_name, bool bottom) {
  const std::uint8_t label = set.labels[row];
  const std::string colour = hex(class_colour(set.classes[label], label));
  const bool named =
      set.records.size() > 1 && row < set.record.size() && set.record[row] < set.records.size();
  std::string text = fmt::format("set ylabel {} textcolor rgb '{}'\n", gnuplot_string(line_name), colour);
  text += fmt::format("set ytics format '{}'\n", line_name.empty() ? "" : "%g");
  text +=
      fmt::format("set xtics format '{}'\nset xlabel '{}'\n", bottom ? "%g" : "", bottom ? "time (s)" : "");
  text += fmt::format("set label 1 {} at graph 0.97, graph 0.9 right textcolor rgb '#666666'\n",
                      gnuplot_string(named ? set.records[set.record[row]].record : ""));
  return text + fmt::format("plot $row{} using 1:2 with lines lw 1.2 lc rgb '{}'\n", row, colour);
}

// The panels of one class, the rest of its line left empty.
std::string class_line(const BeatSet& set, std::span<const std::uint32_t> shown, std::size_t of, int columns,
                       bool bottom) {
  const std::string& name = set.classes[set.labels[shown.front()]];
  std::string text;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    text += panel(set, shown[i],
                  i == 0 ? fmt::format("{} ({})", name, grouped(static_cast<std::int64_t>(of))) : "", bottom);
  }
  for (auto i = static_cast<int>(shown.size()); i < columns; ++i) text += "set multiplot next\n";
  return text;
}

}  // namespace

// Drawn by chance from a seed, not chosen: examples that somebody picks show what he wants to show.
std::vector<std::uint32_t> draw_examples(const BeatSet& set, std::span<const std::uint32_t> rows,
                                         const ExampleChoice& choice) {
  if (choice.per_class < 1) throw Error("at least one example a class must be asked for");
  Random random(choice.seed);
  std::vector<std::uint32_t> drawn;
  for (std::vector<std::uint32_t>& of_class : rows_by_class(set, rows)) {
    random.shuffle(of_class);
    const auto count = std::min(of_class.size(), static_cast<std::size_t>(choice.per_class));
    drawn.insert(drawn.end(), of_class.begin(), of_class.begin() + static_cast<std::ptrdiff_t>(count));
  }
  return drawn;
}

Figure example_beats(const BeatSet& set, std::span<const std::uint32_t> rows, const ExampleChoice& choice) {
  if (choice.data.empty() || choice.split.empty())
    throw Error("examples are not drawn without their data and split");
  const auto all = rows_by_class(set, rows);
  const auto shown = rows_by_class(set, draw_examples(set, rows, choice));
  const auto lines =
      static_cast<int>(std::count_if(shown.begin(), shown.end(), [](auto& one) { return !one.empty(); }));
  if (lines == 0) throw Error("no rows to draw examples from");
  std::string panels, data;
  for (std::size_t c = 0, line = 0; c < shown.size(); ++c) {
    if (shown[c].empty()) continue;
    const bool bottom = ++line == static_cast<std::size_t>(lines);
    for (const std::uint32_t row : shown[c]) data += row_block(set, row);
    panels += class_line(set, shown[c], all[c].size(), choice.per_class, bottom);
  }
  Figure figure{"", example_left + example_panel_width * choice.per_class, 0};
  const FigureTitle title = two_part_title(
      "Example beats by class (amplitude as a share of the row's range)",
      fmt::format("data {} | split {} | seed {}", choice.data, choice.split, choice.seed), figure.width);
  figure.height = title.height + axis_room + example_panel_height * lines;
  figure.script = data;
  figure.script += fmt::format("set multiplot layout {},{} title {} margins {} spacing 0.03,0.025\n", lines,
                               choice.per_class, title.text,
                               screen_margins(figure, example_left, 15, axis_room, title.height));
  figure.script += fmt::format("set xrange [0:{:.4f}]\nset yrange [-0.05:1.1]\n", set.width / set.rate);
  figure.script +=
      "unset key\nset border 3 lc rgb '#666666'\nset xtics 0.5 nomirror\nset ytics 0.5 nomirror\n";
  figure.script += panels + "unset multiplot\n";
  return figure;
}

}  // namespace rwave
