#pragma once
// A table that comes in through standard input, row after row.

#include <functional>
#include <istream>
#include <span>

#include "rwave/recording.h"

namespace rwave::cli {

// Reads a table as open_recording reads one from a file (record/csv/csv_recording.h) and gives each row's
// values in mV to `take`, with the rate in Hz. Of the options --rate and --ignore-time apply. The first lines
// (three seconds where the rate is given, else 1000) are held back until the table is understood; gaps in its
// times become missing samples (NaN). Of several columns that are ECG leads by their names the two standard
// ones are taken that labels are best of, which is a warning; without names one or two columns may be leads.
// Throws Error naming the line that does not read, and where less than a second was recorded.
void read_table_stream(std::istream& in, const OpenOptions& options,
                       const std::function<void(double, std::span<const float>)>& take);

}  // namespace rwave::cli
