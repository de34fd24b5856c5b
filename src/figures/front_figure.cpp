#include "figures/front_figure.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "figures/front_panel.h"
#include "figures/palette.h"
#include "figures/title.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr int front_left = 62, front_right = 16, front_gap = 62, front_key_height = 48;  // points

struct Look {
  int point;
  // Of the class palette.
  std::size_t colour;
  const char* name;
};
constexpr std::array<Look, 3> looks = {
    {{7, 0, "trained here"}, {6, 2, "published, same split"}, {8, 4, "published, other or unknown rows"}}};

const Look& look_of(const FrontMark& mark) {
  return looks.at(static_cast<std::size_t>(mark.kind));
}

// A published score without a known cost has no place on the axis of cost; the best of them becomes
// a level.
std::vector<FrontMark> scored(const std::vector<FrontMark>& marks, double FrontMark::*score) {
  std::vector<FrontMark> known;
  for (const FrontMark& mark : marks)
    if (mark.multiply_adds > 0 && std::isfinite(mark.*score)) known.push_back(mark);
  return known;
}

// The best published score of unknown cost; nullptr where there is none.
const FrontLevel* best_level(const std::vector<FrontLevel>& levels, double FrontLevel::*score) {
  const FrontLevel* best = nullptr;
  for (const FrontLevel& level : levels)
    if (std::isfinite(level.*score) && (best == nullptr || level.*score > best->*score)) best = &level;
  return best;
}

void fit(FrontPanel& panel, const std::vector<FrontMark>& marks, const FrontLevel* level) {
  panel.x_low = panel.y_low = INFINITY;
  panel.x_high = panel.y_high = -INFINITY;
  const auto add_y = [&](double score) {
    panel.y_low = std::min(panel.y_low, 100 * score);
    panel.y_high = std::max(panel.y_high, 100 * score);
  };
  for (const FrontMark& mark : marks) {
    panel.x_low = std::min(panel.x_low, std::log10(mark.multiply_adds));
    panel.x_high = std::max(panel.x_high, std::log10(mark.multiply_adds));
    add_y(mark.*panel.score);
  }
  if (level != nullptr) add_y(level->*panel.level);
  const double x_room = std::max(0.1, 0.08 * (panel.x_high - panel.x_low));
  const double y_room = std::max(0.1, 0.08 * (panel.y_high - panel.y_low));
  panel.x_low -= x_room;
  panel.x_high += x_room;
  panel.y_low -= y_room;
  panel.y_high = std::min(100.0, panel.y_high + 1.5 * y_room);  // a name above the best
}

std::string marks_block(const std::vector<FrontMark>& marks, const FrontPanel& panel) {
  std::string text;
  for (const FrontMark& mark : marks) {
    const double spread = mark.*panel.spread;
    text += fmt::format("{:.6g} {:.5f} {:.5f} {} 0x{}\n", mark.multiply_adds, 100 * mark.*panel.score,
                        std::isfinite(spread) ? 100 * spread : 0, look_of(mark).point,
                        hex(class_palette.at(look_of(mark).colour)).substr(1));
  }
  return text;
}

// The last step is drawn to the right edge: a dearer network that is not better lies below the
// front, which holds there too.
std::string front_block(const std::vector<FrontMark>& marks, const FrontPanel& panel) {
  std::string text;
  double last = 0;
  for (const FrontMark& mark : front_of(marks, panel.score)) {
    last = 100 * mark.*panel.score;
    text += fmt::format("{:.6g} {:.5f}\n", mark.multiply_adds, last);
  }
  return text + fmt::format("{:.6g} {:.5f}\n", std::pow(10, panel.x_high), last);
}

// Entries of the key, which marks with a look of their own cannot have; the front is named by its own plot.
std::string key() {
  std::string text;
  for (const Look& look : looks)
    text += fmt::format(", \\\n  NaN with points pt {} ps 0.9 lw 1.4 lc rgb '{}' title '{}'", look.point,
                        hex(class_palette.at(look.colour)), look.name);
  return text;
}

std::string panel_script(FrontPanel panel, const std::vector<FrontMark>& all,
                         const std::vector<FrontLevel>& levels, int p) {
  const std::vector<FrontMark> marks = scored(all, panel.score);
  const FrontLevel* level = best_level(levels, panel.level);
  fit(panel, marks, level);
  std::string text = fmt::format("$marks{0} << EOD\n{1}EOD\n$front{0} << EOD\n{2}EOD\n", p,
                                 marks_block(marks, panel), front_block(marks, panel));
  text += fmt::format("unset label\nunset arrow\nset xrange [{:.6g}:{:.6g}]\nset yrange [{:.4f}:{:.4f}]\n",
                      std::pow(10, panel.x_low), std::pow(10, panel.x_high), panel.y_low, panel.y_high);
  text += fmt::format("set xlabel 'multiply-adds a beat'\nset ylabel '{} (%)'\n", panel.label);
  text += front_names(marks, panel, level);
  text +=
      fmt::format("plot $front{0} using 1:2 with steps lw 1.2 lc rgb '{1}' {2}", p, hex(class_palette.at(0)),
                  p == 0 ? "title 'front of what was trained here'" : "notitle");
  if (level != nullptr)
    text += fmt::format(", \\\n  {:.5f} with lines dt 2 lw 1 lc rgb '#888888' notitle",
                        100 * level->*panel.level);
  text += fmt::format(
      ", \\\n  $marks{0} using 1:2:($3 > 0 ? $3 : NaN):5 with yerrorbars pt 0 lw 1 lc rgb variable notitle, "
      "\\\n"
      "  $marks{0} using 1:2:4:5 with points pt variable ps 0.9 lw 1.4 lc rgb variable notitle",
      p);
  return text + (p == 0 ? key() : "") + "\n";
}

}  // namespace

// A network is on the front where no cheaper one scores as well. Published figures are left out of
// it: their rows or splits may be others.
std::vector<FrontMark> front_of(const std::vector<FrontMark>& marks, double FrontMark::*score) {
  std::vector<FrontMark> trained = scored(marks, score);
  std::erase_if(trained, [](const FrontMark& mark) { return mark.kind != FrontMark::Kind::trained; });
  std::ranges::stable_sort(trained, [&](const FrontMark& a, const FrontMark& b) {
    return a.multiply_adds != b.multiply_adds ? a.multiply_adds < b.multiply_adds : a.*score > b.*score;
  });
  std::vector<FrontMark> front;
  for (const FrontMark& mark : trained)
    if (front.empty() || mark.*score > front.back().*score) front.push_back(mark);
  return front;
}

Figure front_figure(const std::vector<FrontMark>& marks, const std::vector<FrontLevel>& levels,
                    const std::string& provenance) {
  if (front_of(marks, &FrontMark::accuracy).empty() || front_of(marks, &FrontMark::macro_f1).empty())
    throw Error("no front to draw: no network with scores and multiply-adds");
  Figure figure{"", front_left + 2 * front_panel_width + front_gap + front_right,
                front_panel_height + axis_room + front_key_height};
  const FigureTitle title =
      two_part_title("Scores against cost, each network's own layers", provenance, figure.width);
  figure.height += title.height;
  std::string& script = figure.script;
  script =
      fmt::format("set multiplot layout 1,2 title {} margins {} spacing {:.4f}\n", title.text,
                  screen_margins(figure, front_left, front_right, axis_room, title.height + front_key_height),
                  static_cast<double>(front_gap) / figure.width);
  script += fmt::format(
      "set key at screen 0.5, screen {:.4f} center top vertical maxrows 2 Left reverse samplen 2\n",
      1 - static_cast<double>(title.height) / figure.height);
  script +=
      "set border 3\nset logscale x\nset format x '%.0s %c'\nset xtics nomirror\nset ytics nomirror\n"
      "set grid ytics lt 1 lc rgb '#e4e4e4' lw 0.6\n";
  script +=
      panel_script({&FrontMark::accuracy, &FrontMark::accuracy_spread, &FrontLevel::accuracy, "accuracy"},
                   marks, levels, 0);
  script +=
      panel_script({&FrontMark::macro_f1, &FrontMark::macro_f1_spread, &FrontLevel::macro_f1, "macro-F1"},
                   marks, levels, 1);
  script += "unset multiplot\n";
  return figure;
}

}  // namespace rwave
