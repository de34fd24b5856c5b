#pragma once
// Tables whose rows are events, not samples: lists of beats, of RR intervals, of annotations. Read as samples
// they would give a recording of a second without a beat, and nobody would know why.

#include <string>
#include <vector>

#include "record/csv/table_head.h"

namespace rwave {

// How it is told that rows are events: a counter or a clock that rises as heartbeats do, by .15 to 5 s (2
// where the unit is not stated) or by 20 to 2000 samples, and as unevenly: samples come evenly or stay near
// an even clock, and those of a packet share a time. Empty where rows are samples. `values`: the numbers (of
// clocks: seconds) of the first rows, a list a column.
std::string events_in(const TableHead& head, const std::vector<std::vector<double>>& values);

}  // namespace rwave
