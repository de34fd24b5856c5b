#pragma once
// Aggregate figures of many records (EC57 3.5.2 and 3.5.3): what the reference implementation's `sumstats`
// prints.

#include <string>
#include <string_view>

namespace rwave::ec57 {

// Takes a report in line format, that is a heading (beat_line_heading, or shutdown_line_heading with S) and a
// line a record, and returns it with its aggregates below: "Gross" from the summed counts, so that each beat
// weighs the same, "Average" over the records in which a figure is defined, so that each record does. As
// `sumstats` does, it averages the figures as they are printed. `source` names the report in errors. Throws
// Error for another heading and, naming the line, for a line that has not its columns.
std::string sumstats(std::string_view report, std::string_view source);

}  // namespace rwave::ec57
