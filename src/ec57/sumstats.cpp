#include "ec57/sumstats.h"

#include <fmt/format.h>

#include "base/output_file.h"
#include "ec57/programs.h"
#include "ec57/report_sums.h"
#include "rwave/error.h"

namespace rwave::ec57 {
namespace {

// The next line with its end, which the last one may lack.
// With its end, because the copy must be exact even where the last line has none.
std::string_view take_whole_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  const std::string_view line = rest.substr(0, end == std::string_view::npos ? rest.size() : end + 1);
  rest.remove_prefix(line.size());
  return line;
}

}  // namespace

// The lines are copied as they are read; where one is bad, what was copied before stays, as the reference
// program has printed it by then.
ReportSums sum_report(std::string_view report, SumRules rules) {
  ReportSums result;
  std::string_view rest = report;
  std::string_view line = take_whole_line(rest);
  const ReportKind kind = report_kind(line, rules);
  if (kind.sums == nullptr) return result;
  result.known = true;
  result.text = line;
  std::int64_t number = 1;
  for (; number < kind.heading_lines; ++number) {
    if (!rest.empty())
      // A heading cut short: its last line stands for the others.
      line = take_whole_line(rest);
    result.text += line;
  }
  int records = 0;
  while (!rest.empty()) {
    const std::string record(take_whole_line(rest));
    ++number;
    result.text += record;
    if (!kind.sums->add(record)) {
      result.bad_line = record;
      result.bad_line_number = number;
      return result;
    }
    ++records;
  }
  result.text += kind.sums->text();
  result.text += fmt::format("\nSummary of results from {} record{}\n", records, records == 1 ? "" : "s");
  return result;
}

// All or nothing: a friendlier caller prints no half table.
std::string sumstats(std::string_view report, std::string_view source) {
  ReportSums result = sum_report(report, SumRules::defined_figures);
  if (!result.known) throw Error::at_line(source, 1, "not the heading of a report in EC57's line format");
  if (result.bad_line)
    throw Error::at_line(source, result.bad_line_number,
                         "too few fields for its heading, or one that is not a number");
  return std::move(result.text);
}

void run_sumstats(ProgramCall& call) {
  if (call.arguments.empty()) {
    throw ProgramStop(wrong_arguments,
                      "usage: sumstats FILE\nAdds aggregates to a report in line format that bxb, rxr, "
                      "epicmp or mxm made.");
  }
  // Further arguments are not looked at.
  const std::string& file = call.arguments[0];
  std::string report;
  try {
    report = read_file(file);
  } catch (const Error&) {
    throw call.stop(no_annotations, fmt::format("can't open {}", file));
  }
  if (report.empty())
    throw call.stop(no_annotations, fmt::format("input file {} is empty or unreadable", file));
  const ReportSums result = sum_report(report, SumRules::as_reference);
  if (!result.known) {
    throw call.stop(no_annotations,
                    fmt::format("input file {} does not appear to be a `bxb', `rxr', `mxm', or `epic'\n"
                                " -l or -L file with column headings",
                                file));
  }
  call.out += result.text;
  if (result.bad_line)
    throw call.stop(bad_report, fmt::format("illegal format in {}:\n{}", file, *result.bad_line));
}

}  // namespace rwave::ec57
