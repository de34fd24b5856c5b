#pragma once
// CSV files as Recordings.

#include <filesystem>
#include <memory>
#include <optional>

#include "rwave/recording.h"

namespace rwave {

// Opens a table of decimal numbers, one frame a line, one signal a column.
//  - The first line may name the columns; units stand in parentheses ("MLII (mV)") or in a line of their
//    own after it.
//  - Cells are separated by semicolons, tabs, commas or blanks, whichever the first line has, in this order.
//  - A column named time, t, seconds, sample, sample #, index or nothing at all is passed over: `rate` is
//    the clock.
//  - An empty cell or "-" is a missing sample. NaN, other text and a wrong number of cells are Errors with
//    their line.
//  - Values become integers by a gain that is a power of ten, so up to six decimals are exact; further
//    digits are rounded, and so are smaller ones where a column's values are so large that 32 bits would not
//    hold them.
// Opening reads the file once, to check it, to choose the gains and to remember where every 4096th line
// starts; reading takes constant memory. Throws UsageError where `rate` is missing.
std::unique_ptr<Recording> open_csv(const std::filesystem::path& file, std::optional<double> rate);

}  // namespace rwave
