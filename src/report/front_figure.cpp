#include "report/front_figure.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "report/gnuplot.h"
#include "report/palette.h"
#include "report/place_labels.h"
#include "report/title.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr int panel_width = 440, panel_height = 360, left = 62, right = 16, gap = 62,
              key_height = 48;  // points
constexpr double letter_width = 7.4, line_height = 16;

struct Look {
  int point;
  std::size_t colour;  // of the class palette
  const char* name;
};
constexpr std::array<Look, 3> looks = {
    {{7, 0, "trained here"}, {6, 2, "published, same split"}, {8, 4, "published, other or unknown rows"}}};

const Look& look_of(const FrontMark& mark) {
  return looks.at(static_cast<std::size_t>(mark.kind));
}

// A panel: a score by cost, and the ranges of its axes. x is log10 of the multiply-adds.
struct Panel {
  double FrontMark::*score;
  double FrontMark::*spread;
  double FrontLevel::*level;
  const char* label;
  double x_low = 0, x_high = 0, y_low = 0, y_high = 0;

  double x_of(double multiply_adds) const {
    return panel_width * (std::log10(multiply_adds) - x_low) / (x_high - x_low);
  }
  double y_of(double score_of_1) const {
    return panel_height * (100 * score_of_1 - y_low) / (y_high - y_low);
  }
};

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

void fit(Panel& panel, const std::vector<FrontMark>& marks, const FrontLevel* level) {
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

std::string marks_block(const std::vector<FrontMark>& marks, const Panel& panel) {
  std::string text;
  for (const FrontMark& mark : marks) {
    const double spread = mark.*panel.spread;
    text += fmt::format("{:.6g} {:.5f} {:.5f} {} 0x{}\n", mark.multiply_adds, 100 * mark.*panel.score,
                        std::isfinite(spread) ? 100 * spread : 0, look_of(mark).point,
                        hex(class_palette.at(look_of(mark).colour)).substr(1));
  }
  return text;
}

std::string front_block(const std::vector<FrontMark>& marks, const Panel& panel) {
  std::string text;
  double last = 0;
  for (const FrontMark& mark : front_of(marks, panel.score)) {
    last = 100 * mark.*panel.score;
    text += fmt::format("{:.6g} {:.5f}\n", mark.multiply_adds, last);
  }
  return text + fmt::format("{:.6g} {:.5f}\n", std::pow(10, panel.x_high), last);
}

bool same_network(const FrontMark& a, const FrontMark& b) {
  return a.name == b.name && a.multiply_adds == b.multiply_adds;
}

// The best trained mark of each network bears the name; where none is trained, the best there is.
bool bears_name(const FrontMark& mark, const std::vector<FrontMark>& marks, double FrontMark::*score) {
  const auto before = [&](const FrontMark& a, const FrontMark& b) {
    return a.kind != b.kind ? a.kind < b.kind : a.*score > b.*score;
  };
  return std::ranges::none_of(marks, [&](const FrontMark& other) {
    return same_network(other, mark) && (before(other, mark) || (!before(mark, other) && &other < &mark));
  });
}

std::string level_text(const FrontLevel& level) {
  return "best published, cost not known: " + level.name;
}

// What names keep clear of besides marks: the front's steps and the level's words, as rows of points.
void add_obstacles(const std::vector<FrontMark>& marks, const Panel& panel, const FrontLevel* level,
                   std::vector<NamedPoint>& points) {
  constexpr double apart = 10;
  const auto add_row = [&](double from, double to, double y) {
    for (double x = from; x < to; x += apart) points.push_back({x, y, ""});
  };
  const std::vector<FrontMark> front = front_of(marks, panel.score);
  for (std::size_t i = 0; i < front.size(); ++i)
    add_row(panel.x_of(front[i].multiply_adds) + apart,
            i + 1 < front.size() ? panel.x_of(front[i + 1].multiply_adds) : panel_width,
            panel.y_of(front[i].*panel.score));
  if (level != nullptr)
    add_row(apart, letter_width * static_cast<double>(level_text(*level).size()),
            panel.y_of(level->*panel.level) + line_height / 2);
}

std::string labels(const std::vector<FrontMark>& marks, const Panel& panel, const FrontLevel* level) {
  std::vector<NamedPoint> points;
  for (const FrontMark& mark : marks)
    points.push_back({panel.x_of(mark.multiply_adds), panel.y_of(mark.*panel.score),
                      bears_name(mark, marks, panel.score) ? mark.name : ""});
  add_obstacles(marks, panel, level, points);
  const auto places = place_labels(points, panel_width, panel_height, letter_width, line_height);
  std::string text;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (points[i].name.empty()) continue;
    text += fmt::format("set label {} at graph {:.4f}, graph {:.4f} center\n", gnuplot_string(points[i].name),
                        places[i].x / panel_width, places[i].y / panel_height);
  }
  return text;
}

// Thin lines between the marks of one network.
std::string joins(const std::vector<FrontMark>& marks, double FrontMark::*score) {
  std::string text;
  for (const FrontMark& mark : marks) {
    if (mark.kind == FrontMark::Kind::trained || bears_name(mark, marks, score)) continue;
    const auto named = std::ranges::find_if(marks, [&](const FrontMark& other) {
      return same_network(other, mark) && bears_name(other, marks, score);
    });
    text += fmt::format("set arrow from {:.6g}, {:.5f} to {:.6g}, {:.5f} nohead lw 0.6 lc rgb '#aaaaaa'\n",
                        mark.multiply_adds, 100 * mark.*score, named->multiply_adds, 100 * (*named).*score);
  }
  return text;
}

// Entries of the key, which marks with a look of their own cannot have; the front is named by its own plot.
std::string key() {
  std::string text;
  for (const Look& look : looks)
    text += fmt::format(", \\\n  NaN with points pt {} ps 0.9 lw 1.4 lc rgb '{}' title '{}'", look.point,
                        hex(class_palette.at(look.colour)), look.name);
  return text;
}

std::string panel_script(Panel panel, const std::vector<FrontMark>& all,
                         const std::vector<FrontLevel>& levels, int p) {
  const std::vector<FrontMark> marks = scored(all, panel.score);
  const FrontLevel* level = best_level(levels, panel.level);
  fit(panel, marks, level);
  std::string text = fmt::format("$marks{0} << EOD\n{1}EOD\n$front{0} << EOD\n{2}EOD\n", p,
                                 marks_block(marks, panel), front_block(marks, panel));
  text += fmt::format("unset label\nunset arrow\nset xrange [{:.6g}:{:.6g}]\nset yrange [{:.4f}:{:.4f}]\n",
                      std::pow(10, panel.x_low), std::pow(10, panel.x_high), panel.y_low, panel.y_high);
  text += fmt::format("set xlabel 'multiply-adds a beat'\nset ylabel '{} (%)'\n", panel.label);
  text += labels(marks, panel, level) + joins(marks, panel.score);
  if (level != nullptr)
    text += fmt::format("set label {} at graph 0.02, first {:.5f} left offset 0,0.6 tc rgb '#666666'\n",
                        gnuplot_string(level_text(*level)), 100 * level->*panel.level);
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
  Figure figure{"", left + 2 * panel_width + gap + right, panel_height + axis_room + key_height};
  const FigureTitle title =
      two_part_title("Scores against cost, each network's own layers", provenance, figure.width);
  figure.height += title.height;
  std::string& script = figure.script;
  script = fmt::format("set multiplot layout 1,2 title {} margins {} spacing {:.4f}\n", title.text,
                       screen_margins(figure, left, right, axis_room, title.height + key_height),
                       static_cast<double>(gap) / figure.width);
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
