#pragma once
// Aggregate figures of many records (EC57 3.5.2 and 3.5.3), as the reference implementation's `sumstats`
// prints them.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rwave::ec57 {

// What becomes of a line of bxb -L without an RR interval error ("-"): the reference program stops there;
// otherwise the average is that of the other lines.
enum class SumRules : std::uint8_t { as_reference, defined_figures };

// What sumstats makes of a report in line format, one of bxb's, rxr's, epicmp's or mxm's with its heading.
struct ReportSums {
  // Whether the first line is a heading that it knows.
  bool known = false;
  // The report's lines, then its aggregates; up to and with the bad line if there is one.
  std::string text;
  // The first that has too few fields, its line end included.
  std::optional<std::string> bad_line;
  // From 1.
  std::int64_t bad_line_number = 0;
};

// "Gross" figures are of the summed counts, so that each beat, run or episode weighs the same; "Average" is
// the mean over the records in which a figure is defined, so that each record does. Of episodes' durations
// the overlap is worked out from the percentages as they are printed. Fields behind the last one needed are
// not read.
ReportSums sum_report(std::string_view report, SumRules rules);

// The same for a report that must be whole: its text. `source` names the report in errors. Throws Error for
// another heading and, naming the line, for a line with too few fields.
std::string sumstats(std::string_view report, std::string_view source);

}  // namespace rwave::ec57
