#pragma once
// Tables of numbers as Recordings: CSV and its kin, as devices, spreadsheets and programs write them.

#include <filesystem>
#include <memory>

#include "rwave/recording.h"

namespace rwave {

// Opens a table of decimal numbers, one frame a line, one signal a column. Encoding (UTF-8, UTF-16, Latin-1),
// line ends, delimiter, decimal mark, thousands, comments, a preamble of names and values, names and units
// are worked out from the first 1000 lines; RecordingInfo::understood says how.
//  - A column of times is the clock: the rate follows from it and must agree with the rate given; gaps
//    become missing samples; rows that share a time are spread; a time before the last one is an Error with
//    its line. Other times, counters and columns of text are passed over.
//  - An empty cell, "-", NaN, NA and null are missing samples. Other text and a wrong number of cells are
//    Errors with their line.
//  - Values become integers by a gain that is a power of ten, so up to six decimals are exact (nine of values
//    below 0.1, which may be volts); further digits are rounded, and so are smaller ones where a column's
//    values are so large that 32 bits would not hold them.
// Opening reads the file once, to check it, to choose the gains and to remember where every 4096th row
// starts; reading takes constant memory. Throws UsageError where the rate is not known or contradicts the
// file.
std::unique_ptr<Recording> open_csv(const std::filesystem::path& file, const OpenOptions& options);

}  // namespace rwave
