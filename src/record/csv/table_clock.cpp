#include "record/csv/table_clock.h"

#include <fmt/format.h>

#include "record/csv/time_stamp.h"

namespace rwave {
namespace {

constexpr double day = 86400;             // s
constexpr double longest_gap = 31 * day;  // a longer one is a clock that was set

}  // namespace

std::string TableClock::take(std::string_view cell) {
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
  if (!first && *seconds > rows.last() + longest_gap)
    return fmt::format("the time jumps by {:g} s to '{}'; --ignore-time passes over it",
                       *seconds - rows.last(), cell);
  if (rows.push(*seconds)) return {};
  // A column that was taken for a clock by its values alone, and then falls, was none: the scan
  // begins again without it.
  if (!is_clock && !head_.columns[*head_.clock].why.starts_with("by its name")) throw NoClock{*head_.clock};
  return fmt::format(
      "the time '{}' in column {} lies {:.6g} s before the one in the line before: the rows are "
      "not in order; --ignore-time passes over it",
      cell, *head_.clock + 1, rows.last() - *seconds);
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
