#pragma once
// Which column of a table is its clock, and what a unit of it is: the column of times that runs most evenly.
// Its unit is the one its name or the units line states; where that gives no rate that an ECG can have, or
// none is stated, the unit that does is taken.

#include <optional>
#include <vector>

#include "record/csv/table_head.h"

namespace rwave {

// Chooses among the columns whose role is time, by `values`: the numbers (of clocks: seconds) of the first
// rows, a list a column. Fills clock, clock_unit, clock_note and fit of the head; a unit that is not believed
// is a warning. A column that only counts rows becomes a counter. `rate`: as read_table_head.
void choose_clock(const std::vector<std::vector<double>>& values, std::optional<double> rate,
                  TableHead& head);

}  // namespace rwave
