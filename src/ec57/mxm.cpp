// mxm: the measurement-by-measurement comparison as a program.

#include <fmt/format.h>

#include <string>

#include "ec57/measurements.h"
#include "ec57/programs.h"
#include "record/text.h"

namespace rwave::ec57 {
namespace {

constexpr std::string_view mxm_usage = R"(usage: mxm -r RECORD -a REF TEST [OPTIONS ...]
Compares the measurements of two annotators of a record (EC38). OPTIONS may be:
 -f TIME   begin at TIME [5:00]
 -h        print this text
 -l FILE   add a line per record to FILE (- is standard output)
 -L FILE   as -l
 -m TYPE   type of measurement, the annotations' subtype: -128 to 127 [0]
 -s FILE   add standard reports to FILE; without any of these, to standard output
 -t TIME   end at TIME [the record's end]; 0: the end of either annotation file
 -u        the error in the measurement's unit, not as a share of its mean
)";

// The type is an annotation's subtype, which is a signed byte in the file.
struct MxmArguments {
  ComparisonArguments common;
  std::string file = "-";
  bool line = false;
  bool normalized = true;
  std::int8_t type = 0;
};

MxmArguments parse_mxm(const ProgramCall& call) {
  MxmArguments arguments;
  OptionReader options(call);
  while (options.next()) {
    if (arguments.common.take(options, mxm_usage)) continue;
    switch (options.letter()) {
      case 'l':
      case 'L':
      case 's':
        arguments.line = options.letter() != 's';
        arguments.file =
            options.value("output file name", arguments.line ? "-l" : "-s");  // -L too is called -l
        break;
      case 'm': {
        const auto type = parse_integer(options.value("measurement number"));
        // Text that is no number is refused with the same words; the reference program takes it as type 0.
        if (!type || *type < -128 || *type > 127)
          throw call.stop(wrong_arguments, "measurement number must be between -128 and 127");
        arguments.type = static_cast<std::int8_t>(*type);
        break;
      }
      case 'u':
        arguments.normalized = false;
        break;
      default:
        options.unrecognized();
    }
  }
  if (arguments.common.record.empty() || arguments.common.reference.empty())
    throw ProgramStop(wrong_arguments, mxm_usage);
  return arguments;
}

// Checked before the output file is made: a report without a figure would be read as a line by sumstats.
void check(const ProgramCall& call, const MxmArguments& arguments, const MeasurementComparison& comparison) {
  const std::string none = fmt::format("no measurements of type {}", arguments.type);
  if (comparison.reference_read == 0 && comparison.test_read == 0)
    throw call.stop(no_annotations, none + " in either input file");
  if (comparison.reference_read == 0 || comparison.test_read == 0) {
    throw call.stop(no_annotations, fmt::format("{} for annotator {}", none,
                                                comparison.reference_read == 0 ? arguments.common.reference
                                                                               : arguments.common.test));
  }
  // The error is divided by the reference's mean: of measurements around 0, such as ST levels, it
  // has no share, and -u is the way.
  if (arguments.normalized && comparison.reference_sum == 0)
    throw call.stop(no_output, "reference measurements have zero mean");
}

}  // namespace

// Prints nothing before the figures are known to be defined.
void run_mxm(ProgramCall& call) {
  const MxmArguments arguments = parse_mxm(call);
  ScoredTime scored;
  const ProgramRecord record = open_compared_record(call, arguments.common, false, scored);
  const auto reference = annotations_of(call, record, arguments.common.reference);
  const auto test = annotations_of(call, record, arguments.common.test);
  const MeasurementComparison comparison = compare_measurements(
      reference, test, {.type = arguments.type, .start = scored.start, .end = scored.end});
  check(call, arguments, comparison);
  const Names names = {record.name, arguments.common.reference, arguments.common.test};
  append_report(call, arguments.file, arguments.line ? measurement_line_heading(arguments.type) : "",
                arguments.line ? measurement_line(comparison, record.name, arguments.normalized)
                               : measurement_report(comparison, names, arguments.type, arguments.normalized));
}

}  // namespace rwave::ec57
