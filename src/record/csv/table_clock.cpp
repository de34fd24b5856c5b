#include "record/csv/table_clock.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "record/csv/time_stamp.h"

namespace rwave {
namespace {

constexpr double day = 86400;             // s
constexpr double longest_gap = 31 * day;  // a longer one is a clock that was set

}  // namespace

std::string TableClock::take(std::string_view cell, std::int64_t line) {
  auto seconds = clock_seconds(cell, head_);
  if (!seconds) {
    if (!is_missing_cell(cell))
      return fmt::format("'{}' in column {} is no time; --ignore-time passes over it", cell,
                         *head_.clock + 1);
    rows.push_without_time();
    return {};
  }
  *seconds += added_;
  const bool first = rows.rows() == 0;
  // Clocks without a date pass midnight; counters of 32 bits pass their end.
  const bool is_clock = head_.dialect.columns[*head_.clock] == CellKind::clock;
  const double turn = is_clock ? day : 4294967296.0 * head_.clock_unit;
  if (!first && *seconds < rows.last() - 0.9 * turn) {
    added_ += turn;
    *seconds += turn;
  }
  if (is_clock && !first) exchange_order(cell, *seconds);
  if (!first && *seconds < rows.last()) {
    if (head_.columns[*head_.clock].role == ColumnRole::counter)
      pass_turn(*seconds);
    else
      pass_set_back(line, *seconds);
  }
  if (!first && *seconds > rows.last() + longest_gap) {
    // A damaged number of a row: the rows are there whatever it says.
    if (head_.columns[*head_.clock].role == ColumnRole::counter) throw NoClock{*head_.clock};
    return fmt::format("the time jumps by {:g} s to '{}'; --ignore-time passes over it",
                       *seconds - rows.last(), cell);
  }
  if (rows.push(*seconds)) return {};
  // A column that was taken for a clock by its values alone, and then falls, was none: the scan
  // begins again without it.
  // Neither is a counter that begins again.
  const TableColumn& column = head_.columns[*head_.clock];
  if (!is_clock && (column.role == ColumnRole::counter || !column.why.starts_with("by its name")))
    throw NoClock{*head_.clock};
  return fmt::format(
      "the time '{}' in column {} lies {:.6g} s before the one in the line before: the rows are "
      "not in order; --ignore-time passes over it",
      cell, *head_.clock + 1, rows.last() - *seconds);
}

// An hour less than where the next row belongs, to within the jitter of the times: nobody's rows are that far
// out of order, and a recorder that shows local time does it once a year. An hour forward is a gap of an
// hour, since that may be one.
void TableClock::pass_set_back(std::int64_t line, double& seconds) {
  constexpr double hour = 3600;
  const double off = rows.last() + head_.fit.period - (seconds + hour);
  if (std::abs(off) > std::max(head_.fit.tolerance, 1.5 * head_.fit.period)) return;
  added_ += hour;
  seconds += hour;
  warnings.push_back(
      fmt::format("line {}: the clock is set back by an hour (summer time ends?): the rows are taken to "
                  "follow each other",
                  line));
}

// A counter of rows begins again where the first rows show it to, or at the width of an integer. Elsewhere it
// belongs to another recording that was put behind.
void TableClock::pass_turn(double& seconds) {
  double turn = head_.counter_turn * head_.clock_unit;
  if (turn == 0) {
    const double last = (rows.last() - added_) / head_.clock_unit;
    const double now = (seconds - added_) / head_.clock_unit;
    for (const int bits : {8, 15, 16, 24, 31, 32}) {
      const double count = std::exp2(bits);
      if (last < count && last >= 0.98 * count && now <= 0.02 * count) turn = count * head_.clock_unit;
    }
    if (turn == 0) return;
  }
  if (seconds + turn < rows.last()) return;
  added_ += turn;
  seconds += turn;
}

// Dates whose numbers are all up to 12 may have been read in the wrong order, which the first midnight shows:
// from 3/9 to 3/10 is a day, not a month.
void TableClock::exchange_order(std::string_view cell, double& seconds) {
  if (seconds >= rows.last() && seconds < rows.last() + day) return;
  const auto other = parse_clock(cell, !head_.month_first);
  const auto before = exchange_day_and_month(rows.last() - added_);
  if (!other || !before || *other < *before || *other > *before + day) return;
  head_.month_first = !head_.month_first;
  added_ = rows.last() - *before;
  seconds = *other + added_;
}

}  // namespace rwave
