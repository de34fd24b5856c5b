#pragma once
// Times as tables have them: numbers of a unit, clocks, dates with clocks.

#include <optional>
#include <string_view>

#include "record/csv/cells.h"

namespace rwave {

// Whether the cell is a clock or a date with one: "21:56:26.004", "2026-07-26T21:56:26.000Z", "26.07.2026
// 21:56:26,5", "7/26/2026 9:56:26 PM", "[21:56:26.000 26/07/2026]". A date alone is none.
bool is_clock_cell(std::string_view cell);

// Seconds of a clock since midnight, or since 1970 where a date stands with it. Offsets from UTC are
// subtracted. Nothing where it is none. `month_first`: how 3/9/2024 is to be read, where no number is above
// 12.
std::optional<double> parse_clock(std::string_view cell, bool month_first = false);

// The order of day and month in the cell's date, where one of them is above 12; else nothing.
enum class DateOrder { day_first, month_first };
std::optional<DateOrder> date_order(std::string_view cell);

// Seconds since 1970 whose date was read in the wrong order, read in the other one; nothing where that is no
// date.
std::optional<double> exchange_day_and_month(double seconds);

// Whether the cell is a date alone: "2026-07-26", "26.07.2026".
bool is_date_cell(std::string_view cell);

// Seconds in a unit of time: "s", "sec", "ms", "msec", "us", "µs", "ns", "min", "h"; nothing where it is
// none.
std::optional<double> seconds_of_unit(std::string_view unit);

}  // namespace rwave
