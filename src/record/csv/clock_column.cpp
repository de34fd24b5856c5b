#include "record/csv/clock_column.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "record/csv/column_roles.h"
#include "record/csv/time_stamp.h"

namespace rwave {
namespace {

constexpr double lowest_rate = 20, highest_rate = 2e4;  // Hz, of a plausible ECG: by it units are told
constexpr double seconds_of_day = 86400;

bool is_plausible(double step, double unit) {
  return step > 0 && 1 / (step * unit) >= lowest_rate && 1 / (step * unit) <= highest_rate;
}

// Days since 1900, as spreadsheets count (1954 to 2119 here), or since the year 0, as MATLAB does.
bool may_be_days(double value) {
  return (value > 20'000 && value < 80'000) || (value > 700'000 && value < 800'000);
}

// Seconds in the unit of a column of numbers, and how that was found; nothing where it only counts rows.
std::optional<double> unit_of_clock(const TableColumn& column, double first, double step,
                                    std::optional<double> rate, std::string& note,
                                    std::vector<std::string>& warnings) {
  auto stated = seconds_of_unit(column.unit);
  // "ms" as the name of a column is a unit as well. Where a unit stands next to it, that counts.
  const bool by_name = !stated && is_time_name(column.name) && column.unit.empty();
  if (by_name) stated = seconds_of_unit(column.name);
  if (stated && is_plausible(step, *stated)) {
    note = "by its name or unit";
    return stated;
  }
  if (std::abs(step - 1) < 1e-3 && !stated) {
    // A row a unit: a counter, or milliseconds at 1000 Hz.
    if (!rate || std::abs(*rate - 1000) > 20) return std::nullopt;
    note = "ms, by --rate";
    return 1e-3;
  }
  struct Choice {
    double seconds;
    const char* name;
  };
  // Units are 1000 apart and plausible rates span 20 Hz to 20 kHz, so at most one of them fits,
  // except near 1 kHz to 20 kHz, where the first in this order is taken.
  for (const auto& [seconds, name] : {Choice{1, "s"}, Choice{1e-3, "ms"}, Choice{1e-6, "us"},
                                      Choice{1e-9, "ns"}, Choice{seconds_of_day, "days"}}) {
    if (!is_plausible(step, seconds) || (seconds == seconds_of_day && !may_be_days(first))) continue;
    note = fmt::format("{}, by its steps of {:g}", name, step);
    if (stated)
      warnings.push_back(
          fmt::format("column {} has steps of {:g}, which are no ECG's in {}, as its name or unit says: they "
                      "are taken for {}",
                      column.name, step, column.unit.empty() ? column.name : column.unit, name));
    return seconds;
  }
  note = "by its name or unit";
  return stated;
}

// Clocks without a date pass midnight, counters of 32 bits their end: once between two rows. What falls
// further is no clock, and a loop until it has risen might not end.
void pass_turns(std::vector<double>& values, double turn) {
  double added = 0;
  for (std::size_t i = 1; i < values.size(); ++i) {
    values[i] += added;
    if (values[i] >= values[i - 1] - 0.9 * turn) continue;
    added += turn;
    values[i] += turn;
  }
}

// Rows until the first fall; 0 where they are too few to be those of a clock.
std::size_t rising_rows(const std::vector<double>& seconds) {
  std::size_t rows = 1;
  while (rows < seconds.size() && seconds[rows] >= seconds[rows - 1]) ++rows;
  return rows < 8 ? 0 : rows;
}

}  // namespace

void choose_clock(const std::vector<std::vector<double>>& values, std::optional<double> rate,
                  TableHead& head) {
  double best = 0;
  std::size_t found_clocks = 0;
  for (std::size_t c = 0; c < head.columns.size(); ++c) {
    if (head.columns[c].role != ColumnRole::time || values[c].size() < 3) continue;
    const bool clock = head.dialect.columns[c] == CellKind::clock;
    std::vector<double> seconds = values[c];
    pass_turns(seconds, clock ? seconds_of_day : 4294967296.0);
    auto raw = fit_clock(seconds);
    // A clock that rises and then falls is one: the scan names the line.
    if (!raw) raw = fit_clock(std::span(seconds).first(rising_rows(seconds)));
    if (!raw) continue;
    double unit = 1;
    std::string note = "a clock";
    std::vector<std::string> warnings;
    if (!clock) {
      const auto found = unit_of_clock(head.columns[c], seconds.front(), raw->period, rate, note, warnings);
      if (!found) {
        head.columns[c].role = ColumnRole::counter;
        continue;
      }
      unit = *found;
    }
    ClockFit fit = *raw;
    fit.period *= unit;
    fit.jitter *= unit;
    fit.tolerance *= unit;
    // Of several clocks, as device time and time of arrival, the most even one is taken: a shared
    // time of a packet counts as a whole period of unevenness.
    const double roughness = fit.jitter / fit.period + (fit.shared ? 1 : 0);
    if (found_clocks++ > 0 && roughness >= best) continue;
    best = roughness;
    head.clock = c;
    head.clock_unit = unit;
    head.clock_note = note;
    head.fit = fit;
    head.warnings = warnings;
  }
}

namespace {

// Steps of a column that numbers rows: whole multiples of the median step, and falls, if any, from the
// highest number to the lowest (OpenBCI's 0 to 255). The step; 0 where it is none. `turn` as
// TableHead::counter_turn.
double step_of_counter(const std::vector<double>& values, double& turn) {
  turn = 0;
  if (values.size() < 8) return 0;
  const double step = rise_of(values).step;
  const auto [least, most] = std::ranges::minmax(values);
  if (!(step > 0) || step != std::floor(step)) return 0;
  std::size_t falls = 0, sound_falls = 0;
  for (std::size_t i = 1; i < values.size(); ++i) {
    const double difference = values[i] - values[i - 1];
    if (difference < 0) {
      ++falls;
      if (values[i - 1] == most && values[i] == least) ++sound_falls;
    } else if (std::fmod(difference, step) != 0) {
      return 0;
    }
  }
  if (falls == 0) return step;
  if (sound_falls * 2 < falls) return 0;  // rows are lost where it begins again, too
  turn = most - least + step;
  return step;
}

}  // namespace

void choose_counter(const std::vector<std::vector<double>>& values, std::optional<double> rate,
                    const std::vector<std::size_t>& no_clocks, TableHead& head) {
  if (head.clock || !rate || !(*rate > 0)) return;
  for (std::size_t c = 0; c < head.columns.size(); ++c) {
    if (head.columns[c].role != ColumnRole::counter || head.dialect.columns[c] != CellKind::number ||
        std::ranges::find(no_clocks, c) != no_clocks.end())
      continue;
    const double step = step_of_counter(values[c], head.counter_turn);
    if (step == 0) continue;
    head.clock = c;
    head.clock_unit = 1 / (*rate * step);
    head.clock_note = fmt::format("{:g} a row, at {:g} Hz", step, *rate);
    head.fit = {.period = 1 / *rate, .tolerance = 0.75 / *rate, .exact = true};
    return;
  }
}

std::string backwards_in(const TableHead& head, const std::vector<std::vector<double>>& values) {
  constexpr std::size_t fewest = 8;  // fewer values fall by chance
  if (head.clock) return {};
  for (std::size_t c = 0; c < head.columns.size(); ++c) {
    const TableColumn& column = head.columns[c];
    if (values[c].size() < fewest || column.role == ColumnRole::text) continue;
    std::size_t rises = 0, falls = 0;
    for (std::size_t i = 1; i < values[c].size(); ++i) {
      rises += values[c][i] > values[c][i - 1] ? 1 : 0;
      falls += values[c][i] < values[c][i - 1] ? 1 : 0;
    }
    // A clock without a date rises once, at midnight.
    if (falls < 3 || rises * 100 > falls) continue;
    const Rise rise = rise_of(values[c]);
    const bool named = column.role == ColumnRole::time || column.role == ColumnRole::counter;
    // An offset that wears off falls, too, but not evenly.
    if (named || (column.name.starts_with("column ") && rise.even && rise.step < 0)) return column.name;
  }
  return {};
}

}  // namespace rwave
