#include "score/bootstrap.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "math/random.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr double undefined_bound = std::numeric_limits<double>::quiet_NaN();

// Scores as a flat list of figures and back, so that each is treated alike.
std::vector<double> figures_of(const Confusion& confusion) {
  const Scores scores = scores_of(confusion);
  std::vector<double> figures = {scores.accuracy, scores.balanced_accuracy, scores.macro_f1};
  for (const ClassScore& score : scores.classes) {
    figures.insert(figures.end(), {score.sensitivity, score.positive_predictivity, score.f1});
  }
  return figures;
}

// The inverse of figures_of: three overall figures, then three per class.
ScoreIntervals unflatten(const std::vector<Interval>& figures) {
  ScoreIntervals intervals;
  intervals.accuracy = figures[0];
  intervals.balanced_accuracy = figures[1];
  intervals.macro_f1 = figures[2];
  for (std::size_t i = 3; i < figures.size(); i += 3) {
    intervals.classes.push_back({figures[i], figures[i + 1], figures[i + 2]});
  }
  return intervals;
}

// Between two order statistics, as numpy's default does; the nearest one alone would make bounds jump.
double quantile(const std::vector<double>& sorted, double share) {
  const double position = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

// Undefined replicates are left out rather than counted as 0, which would pull the lower bound of a rare
// class down.
Interval interval_of(std::vector<double> values, double level) {
  std::erase_if(values, [](double value) { return std::isnan(value); });
  if (values.empty()) return {undefined_bound, undefined_bound};
  std::sort(values.begin(), values.end());
  return {quantile(values, (1 - level) / 2), quantile(values, (1 + level) / 2)};
}

// Intervals from the replicates that `draw` returns, one confusion matrix per call.
// Percentile intervals, not BCa: BCa needs a jackknife over all rows or patients and gains little at these
// sizes.
template <typename Draw>
ScoreIntervals percentile_intervals(const Confusion& whole, const BootstrapOptions& options, Draw draw) {
  const std::vector<double> observed = figures_of(whole);
  std::vector<std::vector<double>> replicates(observed.size());
  for (int r = 0; r < options.replicates; ++r) {
    const std::vector<double> figures = figures_of(draw());
    for (std::size_t f = 0; f < figures.size(); ++f) replicates[f].push_back(figures[f]);
  }
  std::vector<Interval> bounds;
  for (std::size_t f = 0; f < observed.size(); ++f) {
    bounds.push_back(std::isnan(observed[f]) ? Interval{undefined_bound, undefined_bound}
                                             : interval_of(std::move(replicates[f]), options.level));
  }
  ScoreIntervals intervals = unflatten(bounds);
  intervals.replicates = options.replicates;
  intervals.level = options.level;
  intervals.seed = options.seed;
  return intervals;
}

// Refused here once, for both kinds of drawing.
void check(const BootstrapOptions& options) {
  if (options.replicates < 1 || !(options.level > 0 && options.level < 1)) {
    throw Error(
        fmt::format("a bootstrap needs at least 1 replicate and a level between 0 and 1; got {} and {}",
                    options.replicates, options.level));
  }
}

}  // namespace

ScoreIntervals bootstrap_rows(const Confusion& confusion, const BootstrapOptions& options) {
  check(options);
  const std::int64_t rows = confusion.total();
  if (rows == 0) throw Error("no scored rows to draw a bootstrap from");
  const int n = confusion.size();
  std::vector<std::int64_t> counts;
  for (int t = 0; t < n; ++t) {
    for (int p = 0; p < n; ++p) counts.push_back(confusion.count(t, p));
  }
  std::vector<std::int64_t> drawn(counts.size());
  Random random(options.seed);
  ScoreIntervals intervals = percentile_intervals(confusion, options, [&] {
    draw_multinomial(random, rows, counts, drawn);
    Confusion replicate(confusion.classes());
    for (int cell = 0; cell < n * n; ++cell)
      replicate.add(cell / n, cell % n, drawn[static_cast<std::size_t>(cell)]);
    return replicate;
  });
  intervals.unit = "row";
  intervals.units = rows;
  return intervals;
}

// Patients without rows would only make the draws look wider than the data are.
ScoreIntervals bootstrap_patients(std::span<const Confusion> patients, const BootstrapOptions& options) {
  check(options);
  std::vector<Confusion> with_rows;
  for (const Confusion& patient : patients) {
    if (patient.total() > 0) with_rows.push_back(patient);
  }
  if (with_rows.size() < 2) {
    throw Error(fmt::format("an interval by patient needs at least 2 patients with scored rows; there are {}",
                            with_rows.size()));
  }
  Confusion whole(with_rows.front().classes());
  for (const Confusion& patient : with_rows) whole.add(patient);
  Random random(options.seed);
  ScoreIntervals intervals = percentile_intervals(whole, options, [&] {
    Confusion replicate(whole.classes());
    for (std::size_t i = 0; i < with_rows.size(); ++i)
      replicate.add(with_rows[random.below(with_rows.size())]);
    return replicate;
  });
  intervals.unit = "patient";
  intervals.units = static_cast<std::int64_t>(with_rows.size());
  return intervals;
}

}  // namespace rwave
