#include "record/csv/event_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "record/csv/column_roles.h"
#include "record/csv/row_clock.h"
#include "record/csv/time_stamp.h"

namespace rwave {
namespace {

constexpr std::size_t fewest_rows = 8;  // fewer steps are uneven by chance
constexpr double least_samples = 20;    // no table skips 19 samples in each row
constexpr double most_samples = 2000;   // between beats; counters that rise faster hold microseconds
constexpr double shortest_interval = .15, longest_interval = 5;  // s, of heartbeats
constexpr double longest_without_unit = 2;  // s; a clock of 250 Hz in ms rises by 4, as no list of beats does
constexpr double even = .02;                // share of the step within which samples come
constexpr double most_even_steps = .6;      // share; two thirds of regular sinus rhythm's
constexpr double coarse = 50;  // steps of fewer whole units are uneven by their rounding, as 2.5 ms are

// Jittery times of samples stay near an even clock; the intervals of beats add up, and lead away from it. Of
// windows of mitdb's, svdb's, nsrdb's and other beats whose steps are uneven, none of 200 beats and 1 in 2000
// of 60 stay within this share of the interval; a clock of 500 Hz written to a tenth of a millisecond does.
constexpr double near_clock = .06;
constexpr std::size_t rows_of_clock = 100;  // fewer beats stay near by chance

bool keep_to_clock(const std::vector<double>& values) {
  if (values.size() < rows_of_clock) return false;
  const auto fit = fit_clock(values);
  return fit && fit->jitter <= near_clock * fit->period;
}

bool are_whole(const std::vector<double>& values) {
  return std::ranges::all_of(values, [](double value) { return value == std::floor(value); });
}

// The median step of values that rise unevenly; 0 of others.
double uneven_step(const std::vector<double>& values) {
  if (values.size() < fewest_rows) return 0;
  std::vector<double> steps;
  for (std::size_t i = 1; i < values.size(); ++i) steps.push_back(values[i] - values[i - 1]);
  if (std::ranges::any_of(steps, [](double step) { return !(step >= 0); })) return 0;
  std::vector<double> sorted = steps;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::ranges::nth_element(sorted, middle);
  const double step = *middle;
  const auto near =
      std::ranges::count_if(steps, [&](double one) { return std::abs(one - step) <= even * step; });
  if (static_cast<double>(near) > most_even_steps * static_cast<double>(steps.size())) return 0;
  return keep_to_clock(values) ? 0 : step;
}

}  // namespace

std::string events_in(const TableHead& head, const std::vector<std::vector<double>>& values) {
  for (std::size_t c = 0; c < head.columns.size(); ++c) {
    const TableColumn& column = head.columns[c];
    // A column whose name says nothing may be anything that rises.
    const bool counts = is_counter_name(column.name) && column.unit.empty();
    const bool clock = head.dialect.columns[c] == CellKind::clock;
    auto unit = clock ? std::optional(1.0) : seconds_of_unit(column.unit);
    double longest = longest_interval;
    if (!unit && is_time_name(column.name)) {
      unit = seconds_of_unit(column.name);
      if (!unit) longest = longest_without_unit;
      unit = unit.value_or(1);
    }
    if (!counts && !unit) continue;
    const double step = uneven_step(values[c]);
    if (step == 0) continue;
    if (counts && step >= least_samples && step <= most_samples)
      return fmt::format("column {} rises unevenly, by {:g} (median)", column.name, step);
    if (unit && step < coarse && are_whole(values[c])) continue;
    if (unit && step * *unit >= shortest_interval && step * *unit <= longest)
      return fmt::format("column {} rises unevenly, by {:.2f} s (median)", column.name, step * *unit);
  }
  return {};
}

}  // namespace rwave
