#include "holter/charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "base/text.h"
#include "figures/page/html.h"

namespace rwave {
namespace {

// Beats per minute drawn; faster is a detector's fault.
constexpr double highest_drawn_rate = 250;
// Of the hourly trend, points: how wide a bar may be, and from where on its class stands above it.
constexpr double widest_bar = 24, named_bar = 9;

// A plot with axes in a fixed frame; values outside it are drawn at its edge.
// SVG by hand and not by gnuplot: the report must need nothing but itself, and gnuplot's pictures
// carry fonts and sizes of their own that do not print to scale or follow the page's dark form.
class Plot {
 public:
  Plot(double width, double height, std::pair<double, double> x, std::pair<double, double> y,
       const std::string& title)
      : width_(width), height_(height), x_(x), y_(y) {
    svg_ = fmt::format(
        "<svg class=\"chart\" viewBox=\"0 0 {:g} {:g}\" role=\"img\" aria-label=\"{}\"><title>{}</title>",
        width, height, html_text(title), html_text(title));
  }

  double x(double value) const { return left + share(value, x_) * (width_ - left - right); }
  double y(double value) const { return height_ - bottom - share(value, y_) * (height_ - top - bottom); }

  void raw(const std::string& element) { svg_ += element; }

  void x_tick(double value, const std::string& label) {
    svg_ += fmt::format(
        "<path class=\"grid\" d=\"M{0:.1f} {1:.1f}V{2:.1f}\"/><text x=\"{0:.1f}\" y=\"{3:.1f}\" "
        "text-anchor=\"{4}\">{5}</text>",
        x(value), top, height_ - bottom, height_ - bottom + 14, x(value) > width_ - 30 ? "end" : "middle",
        html_text(label));
  }
  void y_tick(double value) {
    svg_ += fmt::format(
        "<path class=\"grid\" d=\"M{:.1f} {:.1f}H{:.1f}\"/><text x=\"{:.1f}\" y=\"{:.1f}\" "
        "text-anchor=\"end\">{}</text>",
        left, y(value), width_ - right, left - 5, y(value) + 4,
        value >= 10000 ? fmt::format("{:g}k", value / 1000) : fmt::format("{:g}", value));
  }
  void unit(const std::string& text) {
    svg_ += fmt::format("<text x=\"4\" y=\"11\">{}</text>", html_text(text));
  }

  std::string finish() { return svg_ + "</svg>\n"; }

  static constexpr double left = 42, right = 10, top = 18, bottom = 22;

 private:
  // At the edge and not left out: a rate beyond the axis is what the reader looks for.
  static double share(double value, std::pair<double, double> range) {
    return std::clamp((value - range.first) / (range.second - range.first), 0.0, 1.0);
  }

  double width_, height_;
  std::pair<double, double> x_, y_;
  std::string svg_;
};

// Ticks of a time axis in s from the begin, at whole hours (or minutes) of the day where that is known.
void time_ticks(Plot& plot, const Holter& holter) {
  const double total = holter.total.seconds;
  // At most nine labels, at whole hours or minutes: times between would not help anybody who
  // compares with a diary.
  constexpr std::array<double, 12> steps = {10,   60,    300,   600,   1800,  3600,
                                            7200, 10800, 21600, 43200, 86400, 604800};
  double step = steps.back();
  for (const double candidate : steps) {
    if (total / candidate > 9) continue;
    step = candidate;
    break;
  }
  const double offset = std::max(0.0, holter.start_of_day);
  for (double at = std::ceil(offset / step) * step; at <= offset + total; at += step) {
    const auto whole = static_cast<std::int64_t>(at);
    const std::string label = step < 60 ? fmt::format("{}:{:02}", whole / 60, whole % 60)
                                        : fmt::format("{:02}:{:02}", whole / 3600 % 24, whole / 60 % 60);
    plot.x_tick(at - offset, label);
  }
}

// The next round number, as half of it stands on the axis too.
double nice_top(double value) {
  const double power = std::pow(10, std::floor(std::log10(std::max(value, 1.0))));
  for (const double factor : {1.0, 1.5, 2.0, 3.0, 5.0, 7.5, 10.0})
    if (factor * power >= value) return factor * power;
  return value;
}

struct Column {
  double low = std::numeric_limits<double>::infinity(), high = 0, seconds = 0;
  int count = 0;
};

// A column is the width of a point on paper. Mean and range of each keep a short tachycardia of a
// day visible, which a mean alone would smooth away.
std::vector<Column> columns_of(const Holter& holter, double column_seconds) {
  std::vector<Column> columns(static_cast<std::size_t>(holter.total.seconds / column_seconds) + 1);
  for (std::size_t i = 0; i < holter.rr.size(); ++i) {
    const double rr = holter.rr[i];
    if (rr <= 0) continue;
    const double at = static_cast<double>(holter.input.beats[i].sample) / holter.input.info.rate;
    Column& column =
        columns[std::min(static_cast<std::size_t>(std::max(at, 0.0) / column_seconds), columns.size() - 1)];
    column.low = std::min(column.low, 60 / rr);
    column.high = std::max(column.high, 60 / rr);
    column.seconds += rr;
    ++column.count;
  }
  return columns;
}

std::string range_text(double value) {
  return std::isfinite(value) ? fmt::format("{:.0f}", value) : "unknown";
}

}  // namespace

std::string tachogram_svg(const Holter& holter) {
  // 660 columns are about as many as the plot is wide; a column of less than a second would be
  // without a beat most of the time.
  const double column_seconds = std::max(holter.total.seconds / 660, 1.0);
  const HolterFigures& t = holter.total;
  Plot plot(
      720, 200, {0, holter.total.seconds}, {20, 200},
      fmt::format(
          "Tachogram: heart rate over {}, mean {}, lowest {} and highest {} per minute over 8 intervals",
          clock_text(t.seconds), range_text(t.mean_rate), range_text(t.min_rate.rate),
          range_text(t.max_rate.rate)));
  for (const Episode& e : holter.episodes) {
    if (e.kind != RhythmKind::AtrialFibrillation) continue;
    const double from = plot.x(static_cast<double>(e.first) / holter.input.info.rate);
    const double to = plot.x(static_cast<double>(e.end) / holter.input.info.rate);
    // At least half a point wide: in a day an episode of a minute would not be seen.
    plot.raw(fmt::format("<rect class=\"af\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>",
                         from, Plot::top, std::max(to - from, 0.5), 200 - Plot::top - Plot::bottom));
  }
  time_ticks(plot, holter);
  for (const double rate : {40.0, 60.0, 80.0, 100.0, 120.0, 140.0, 160.0, 180.0}) plot.y_tick(rate);
  std::string band, line;
  bool pen_down = false;
  const auto columns = columns_of(holter, column_seconds);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Column& c = columns[i];
    if (c.count == 0) {
      pen_down = false;
      continue;
    }
    const double x = plot.x((static_cast<double>(i) + 0.5) * column_seconds);
    band += fmt::format("M{:.1f} {:.1f}V{:.1f}", x, plot.y(c.low), plot.y(c.high) - 0.5);
    line += fmt::format("{}{:.1f} {:.1f}", pen_down ? "L" : "M", x, plot.y(60 * c.count / c.seconds));
    pen_down = true;
  }
  plot.raw(fmt::format("<path class=\"band\" d=\"{}\"/><path class=\"line\" d=\"{}\"/>", band, line));
  plot.unit("per minute");
  return plot.finish();
}

std::string rate_histogram_svg(const Holter& holter) {
  constexpr double bin = 5;
  std::map<int, std::int64_t> bins;
  std::int64_t highest = 0;
  for (const double rr : holter.rr)
    if (rr > 0)
      highest = std::max(highest, ++bins[static_cast<int>(std::min(60 / rr, highest_drawn_rate) / bin)]);
  const auto most_often = [&](int index) {
    return fmt::format("{:g} to {:g}", bin * index, bin * (index + 1));
  };
  Plot plot(
      350, 240, {20, 200}, {0, nice_top(static_cast<double>(highest))},
      fmt::format("Histogram of the heart rate of single intervals; most often {} per minute",
                  highest == 0 ? "unknown" : most_often(std::ranges::max_element(bins, {}, [](const auto& b) {
                                                          return b.second;
                                                        })->first)));
  for (double rate = 40; rate <= 200; rate += 40) plot.x_tick(rate, fmt::format("{:g}", rate));
  plot.y_tick(nice_top(static_cast<double>(highest)));
  for (const auto& [index, count] : bins) {
    const double from = plot.x(index * bin), to = plot.x((index + 1) * bin),
                 y = plot.y(static_cast<double>(count));
    if (to - from < 0.5) continue;  // beyond the axis: both ends lie at its edge
    plot.raw(fmt::format("<rect class=\"bar\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>",
                         from + 0.5, y, to - from - 1, plot.y(0) - y));
  }
  plot.unit("intervals, by rate per minute");
  return plot.finish();
}

std::string poincare_svg(const Holter& holter) {
  // Counts in cells of 20 ms: a dot for each of 100,000 pairs would be one black cloud, and a page
  // of megabytes.
  constexpr double cell = 0.02, longest = 2;  // s
  std::map<std::pair<int, int>, std::int64_t> cells;
  std::int64_t most = 1, pairs = 0;
  for (std::size_t i = 1; i < holter.rr.size(); ++i) {
    const double x = holter.rr[i - 1], y = holter.rr[i];
    if (x <= 0 || y <= 0 || x >= longest || y >= longest) continue;
    most = std::max(most, ++cells[{static_cast<int>(x / cell), static_cast<int>(y / cell)}]);
    ++pairs;
  }
  Plot plot(350, 350, {0, longest}, {0, longest},
            fmt::format("Poincare plot of {} pairs of successive intervals", grouped(pairs)));
  for (const double at : {0.5, 1.0, 1.5, 2.0}) {
    plot.x_tick(at, fmt::format("{:g}", at));
    plot.y_tick(at);
  }
  plot.raw(fmt::format("<path class=\"grid\" d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\"/>", plot.x(0), plot.y(0),
                       plot.x(longest), plot.y(longest)));
  // One path a shade: a rectangle of its own for each of thousands of cells would fill the page.
  std::array<std::string, 4> shades;
  const double width = plot.x(cell) - plot.x(0), height = plot.y(0) - plot.y(cell);
  for (const auto& [at, count] : cells) {
    // By the logarithm: ectopic beats are a hundredth of all and would have no shade at all.
    const double level = std::log1p(static_cast<double>(count)) / std::log1p(static_cast<double>(most));
    auto& path = shades[std::min<std::size_t>(static_cast<std::size_t>(level * 4), 3)];
    path += fmt::format("M{:.1f} {:.1f}h{:.1f}v{:.1f}h-{:.1f}z", plot.x(at.first * cell),
                        plot.y(at.second * cell), width, -height, width);
  }
  for (std::size_t i = 0; i < shades.size(); ++i)
    if (!shades[i].empty()) plot.raw(fmt::format("<path class=\"cell c{}\" d=\"{}\"/>", i, shades[i]));
  plot.unit("RR after (s), by RR before (s)");
  return plot.finish();
}

std::string hourly_trend_svg(const Holter& holter) {
  std::int64_t most = 1, v = 0, s = 0;
  for (const HolterFigures& hour : holter.hours) {
    const std::int64_t hour_v = analyzable_beats(hour, BeatClass::V),
                       hour_s = analyzable_beats(hour, BeatClass::S);
    most = std::max({most, hour_v, hour_s});
    v += hour_v;
    s += hour_s;
  }
  const double high = nice_top(static_cast<double>(most));
  Plot plot(
      720, 180, {0, std::max(holter.total.seconds, 1.0)}, {0, high},
      fmt::format("Hourly trend: {} V and {} S beats outside unanalyzable spans in {}, at most {} in one",
                  grouped(v), grouped(s), counted(static_cast<std::int64_t>(holter.hours.size()), "hour"),
                  grouped(most)));
  time_ticks(plot, holter);
  plot.y_tick(0);
  plot.y_tick(high / 2);
  plot.y_tick(high);
  for (std::size_t h = 0; h < holter.hours.size(); ++h) {
    const double begin = static_cast<double>(h) * 3600, length = holter.hours[h].seconds;
    const std::array<std::pair<BeatClass, const char*>, 2> bars = {
        {{BeatClass::V, "v"}, {BeatClass::S, "s"}}};
    for (std::size_t b = 0; b < bars.size(); ++b) {
      // Side by side around the hour's middle; as wide as half of a short recording they would look like its
      // first and second half.
      const double middle = plot.x(begin + length / 2);
      const double width = std::min(0.4 * (plot.x(begin + length) - plot.x(begin)), widest_bar);
      const double from = middle + (static_cast<double>(b) - 1) * width, to = from + width;
      const double y = plot.y(static_cast<double>(analyzable_beats(holter.hours[h], bars[b].first)));
      plot.raw(
          fmt::format("<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>",
                      bars[b].second, from, y, std::max(to - from - 0.5, 0.5), plot.y(0) - y));
      if (width >= named_bar)
        plot.raw(fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>",
                             (from + to) / 2, std::max(y - 3, Plot::top - 4), b == 0 ? "V" : "S"));
    }
  }
  plot.unit("beats in each hour");  // not per hour: the last one is shorter
  return plot.finish();
}

}  // namespace rwave
