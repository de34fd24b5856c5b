#include "figures/beat_panels.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "figures/gnuplot.h"
#include "figures/thin_line.h"
#include "figures/title.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr int columns = 3;
// Points, as are these.
constexpr int beat_panel_width = 345, beat_panel_height = 150;
// Points by which a line may be off.
constexpr double seen = 1;
constexpr int beat_left = 66, beat_right = 12, beat_between = 30, beat_above = 40;

// A panel's amplitudes, and where its lines of letters stand over them.
struct Amplitudes {
  double least = 0, most = 0;

  double span() const { return most - least; }
  double upper() const { return most + 0.34 * span(); }
  double lower() const { return most + 0.16 * span(); }
  double notes() const { return least - 0.1 * span(); }
  double bottom() const { return least - 0.2 * span(); }
  double top() const { return most + 0.5 * span(); }

  // Between the numbers of the axis, of which there are three or so: 1, 2 or 5 times a power of ten.
  double step() const {
    const double rough = span() / 2.5, power = std::pow(10, std::floor(std::log10(rough)));
    return power * (rough < 2 * power ? 1 : rough < 5 * power ? 2 : 5);
  }
};

Amplitudes amplitudes_of(const BeatPanel& panel) {
  Amplitudes range{INFINITY, -INFINITY};
  for (const float value : panel.values) {
    if (!std::isfinite(value)) continue;
    range.least = std::min<double>(range.least, value);
    range.most = std::max<double>(range.most, value);
  }
  if (range.least > range.most) throw Error(panel.title + ": nothing of it was recorded");
  if (range.span() < 1e-6) range = {range.least - 0.5, range.most + 0.5};  // a flat line
  return range;
}

// Times and values of the line, as many as the picture can show; a blank line for a gap.
std::string line_block(const BeatPanel& panel, double tolerance) {
  std::string text;
  for (const std::size_t i : thinned(panel.values, tolerance)) {
    const double time = panel.first + static_cast<double>(i) / panel.rate;
    text += std::isfinite(panel.values[i]) ? fmt::format("{:.4f} {:.4g}\n", time, panel.values[i]) : "\n";
  }
  return text;
}

// The beat itself, as a panel of its own.
BeatPanel beat_of(const BeatPanel& panel) {
  const auto sample = [&](double time) {
    const double at = std::round((time - panel.first) * panel.rate);
    return static_cast<std::ptrdiff_t>(std::clamp(at, 0.0, static_cast<double>(panel.values.size() - 1)));
  };
  BeatPanel beat = panel;
  const std::ptrdiff_t first = sample(panel.from), last = std::max(first, sample(panel.to));
  beat.values.assign(panel.values.begin() + first, panel.values.begin() + last + 1);
  beat.first = panel.first + static_cast<double>(first) / panel.rate;
  return beat;
}

std::string marks_block(const std::vector<BeatMark>& marks, double height) {
  std::string text;
  for (const BeatMark& mark : marks) {
    // A cell of gnuplot's data.
    std::string word;
    // Words of labels with values in gnuplot's blocks end at blanks and quotes.
    for (const char c : mark.text) word += c == '"' || c == ' ' || c == '\\' || c == '\n' ? '_' : c;
    text += fmt::format("{:.4f} {:.4g} \"{}\" 0x{}\n", mark.time, height, word, hex(mark.colour).substr(1));
  }
  return text;
}

std::string blocks(const BeatPanel& panel, const Amplitudes& range, std::size_t p) {
  // Half a minute of signal has thousands of samples, a panel some hundred points: what cannot be
  // seen is not written, or a page of errors would take many megabytes.
  const double tolerance = seen * (range.top() - range.bottom()) / beat_panel_height;
  std::string text = fmt::format("$line{} << EOD\n{}EOD\n", p, line_block(panel, tolerance));
  text += fmt::format("$beat{} << EOD\n{}EOD\n", p, line_block(beat_of(panel), tolerance));
  text += fmt::format("$marks{} << EOD\n{}{}EOD\n", p, marks_block(panel.upper, range.upper()),
                      marks_block(panel.lower, range.lower()));
  text += fmt::format("$notes{} << EOD\n{}EOD\n", p, marks_block(panel.notes, range.notes()));
  return text;
}

// Labels stand at the page's edge only. gnuplot keeps settings from panel to panel, so each sets all that
// differs.
std::string panel_script(const BeatPanel& panel, const Amplitudes& range, std::size_t p,
                         const std::string& x_label, const std::string& y_label) {
  std::string text =
      fmt::format("set xlabel {}\nset ylabel {}\n", gnuplot_string(x_label), gnuplot_string(y_label));
  text += fmt::format("set title {} offset 0,-0.6\n", gnuplot_string(panel.title));
  text += fmt::format("set xtics format '{}'\nset yrange [{:.4g}:{:.4g}]\nset ytics {:g}\n",
                      x_label.empty() ? "" : "%g", range.bottom(), range.top(), range.step());
  text += fmt::format(
      "set object 1 rectangle from {:.4f}, graph 0 to {:.4f}, graph 1 behind fc rgb '#eeeeee' fs solid "
      "noborder\n",
      panel.from, panel.to);
  std::string plots = fmt::format(
      "$line{0} using 1:2 with lines lw 0.8 lc rgb '#555555', $beat{0} using 1:2 with lines lw 1.8 lc rgb "
      "'{1}'",
      p, hex(panel.colour));
  if (!panel.upper.empty() || !panel.lower.empty())
    plots += fmt::format(", $marks{} using 1:2:3:4 with labels textcolor rgb variable", p);
  if (!panel.notes.empty())
    plots += fmt::format(", $notes{} using 1:2:3:4 with labels left textcolor rgb variable", p);
  return text + "plot " + plots + "\n";
}

}  // namespace

Figure beat_panels(const std::vector<BeatPanel>& panels, const PanelWords& words,
                   const Provenance& provenance) {
  if (panels.empty()) throw Error("no beats to draw: " + words.what);
  const int across = std::min<int>(columns, static_cast<int>(panels.size()));
  const int lines = (static_cast<int>(panels.size()) + across - 1) / across;
  Figure figure{"", beat_left + beat_right + columns * beat_panel_width,
                0};  // one width for all: titles are wrapped to it
  const FigureTitle title = figure_title(words.what, provenance, figure.width);
  figure.height =
      title.height + beat_above + axis_room + beat_panel_height * lines + beat_between * (lines - 1);
  double first = INFINITY, last = -INFINITY;
  std::string plots;
  for (std::size_t p = 0; p < panels.size(); ++p) {
    const BeatPanel& panel = panels[p];
    const Amplitudes range = amplitudes_of(panel);
    figure.script += blocks(panel, range, p);
    const auto place = static_cast<int>(p);
    const bool bottom = place + across >= static_cast<int>(panels.size());
    plots +=
        panel_script(panel, range, p, bottom ? words.x_label : "", place % across == 0 ? words.y_label : "");
    first = std::min(first, panel.first);
    last = std::max(last, panel.first + static_cast<double>(panel.values.size()) / panel.rate);
  }
  figure.script += fmt::format(
      "set multiplot layout {},{} title {} margins {} spacing {:.4f},{:.4f}\n", lines, across, title.text,
      screen_margins(figure, beat_left, beat_right + (columns - across) * beat_panel_width, axis_room,
                     title.height + beat_above),
      38.0 / figure.width, static_cast<double>(beat_between) / figure.height);
  figure.script += fmt::format(
      "unset key\nset border 3 lc rgb '#888888'\nset xrange [{:.4f}:{:.4f}]\n"
      "set xtics nomirror\nset ytics nomirror\n",
      first, last);
  figure.script += plots + "unset multiplot\n";
  return figure;
}

}  // namespace rwave
