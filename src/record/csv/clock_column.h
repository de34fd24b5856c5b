#pragma once
// Which column of a table is its clock, and what a unit of it is: the column of times that runs most evenly.
// Its unit is the one its name or the units line states; where that gives no rate that an ECG can have, or
// none is stated, the unit that does is taken.

#include <optional>
#include <string>
#include <vector>

#include "record/csv/table_head.h"

namespace rwave {

// Chooses among the columns whose role is time, by `values`: the numbers (of clocks: seconds) of the first
// rows, a list a column. Fills clock, clock_unit, clock_note and fit of the head; a unit that is not believed
// is a warning. A column that only counts rows becomes a counter. `rate`: as read_table_head.
void choose_clock(const std::vector<std::vector<double>>& values, std::optional<double> rate,
                  TableHead& head);

// Without a clock, a column that numbers the rows tells where some are missing, at the rate given or stated:
// the first counter that rises evenly becomes the clock. One that begins again within the first rows (0 to
// 255) or is one of `no_clocks` does not.
void choose_counter(const std::vector<std::vector<double>>& values, std::optional<double> rate,
                    const std::vector<std::size_t>& no_clocks, TableHead& head);

// The name of a column without a clock next to it that falls from row to row: times by their name or form,
// numbers of rows, or even steps without a name. Empty where there is none.
std::string backwards_in(const TableHead& head, const std::vector<std::vector<double>>& values);

}  // namespace rwave
