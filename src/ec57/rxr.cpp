// rxr: the run-by-run comparison as a program.

#include <fmt/format.h>

#include <optional>
#include <string>

#include "ec57/programs.h"
#include "ec57/run_reports.h"

namespace rwave::ec57 {
namespace {

constexpr std::string_view rxr_usage = R"(usage: rxr -r RECORD -a REF TEST [OPTIONS ...]
Compares the runs of two annotators of a record (EC57). OPTIONS may be:
 -c FILE         add condensed reports to FILE (- is standard output)
 -C FILE         as -c, supraventricular runs too
 -f TIME         begin at TIME [5:00]
 -h              print this text
 -l FILE         add a line per record to FILE
 -L FILE FILE2   as -l, supraventricular runs to FILE2
 -s FILE         add standard reports to FILE; without any of these, to standard output
 -S FILE         as -s, supraventricular runs too
 -t TIME         end at TIME [the record's end]; 0: the end of the annotations
 -v              list the runs whose lengths differ
 -w TIME         match window [0.15 s]
)";

// Of several output options the last one counts.
struct RxrArguments {
  ComparisonArguments common;
  std::optional<std::string> window;
  // The letter of the option that chose it.
  char form = 's';
  std::string file = "-", second_file;
  bool verbose = false;
};

// Options in any order; a value belongs to its option even if it begins with a hyphen.
RxrArguments parse_rxr(const ProgramCall& call) {
  RxrArguments arguments;
  OptionReader options(call);
  while (options.next()) {
    if (arguments.common.take(options, rxr_usage)) continue;
    switch (options.letter()) {
      case 'c':
      case 'C':
      case 'l':
      case 's':
      case 'S':
        arguments.form = options.letter();
        arguments.file = options.value("output file name");
        break;
      case 'L': {
        const auto files = options.two_values("two output file names");
        arguments.form = 'L';
        arguments.file = files[0];
        arguments.second_file = files[1];
        break;
      }
      case 'v':
        arguments.verbose = true;
        break;
      case 'w':
        arguments.window = options.value("match window");
        break;
      default:
        options.unrecognized();
    }
  }
  if (arguments.common.record.empty() || arguments.common.reference.empty())
    throw ProgramStop(wrong_arguments, rxr_usage);
  return arguments;
}

// A kind's report is written before the next kind is compared: where that has nothing to compare, the first
// report is there all the same, as with the reference program.
void report(ProgramCall& call, const RxrArguments& arguments, const RunComparison& comparison, RunKind kind) {
  const Names names = {arguments.common.record, arguments.common.reference, arguments.common.test};
  switch (arguments.form) {
    case 'c':
    case 'C':
      append_report(call, arguments.file, "", condensed_run_report(comparison, names, kind));
      break;
    case 'l':
    case 'L':
      append_report(call, kind == RunKind::ventricular ? arguments.file : arguments.second_file,
                    run_line_heading(kind), run_line(comparison, names.record));
      break;
    default:
      append_report(call, arguments.file, "", standard_run_report(comparison, names, kind));
  }
}

}  // namespace

void run_rxr(ProgramCall& call) {
  const RxrArguments arguments = parse_rxr(call);
  ScoredTime scored;
  const ProgramRecord record =
      open_compared_record(call, arguments.common, arguments.window.has_value(), scored);
  RunOptions options;
  options.start = scored.start;
  // -t 0 and an unknown length both mean the end of the annotations.
  if (scored.ends_with_record()) options.end = scored.end;
  options.window = time_argument(call, record, arguments.window.value_or("0.15"));
  const auto reference = annotations_of(call, record, arguments.common.reference);
  const auto test = annotations_of(call, record, arguments.common.test);

  RunComparer comparer(reference, test);
  // A pass lists its mismatches at once, so that they appear even if the other pass ends the program.
  const auto pass = [&](bool of_reference) {
    const auto result = of_reference ? comparer.sensitivity(options) : comparer.predictivity(options);
    if (!result)
      throw ProgramStop(no_annotations, "");  // nothing to compare; the reference program says nothing
    if (arguments.verbose)
      call.out +=
          run_mismatch_list(*result, options.kind, of_reference ? "sensitivity" : "positive predictivity");
    return *result;
  };
  const bool with_supraventricular = arguments.form == 'C' || arguments.form == 'L' || arguments.form == 'S';
  for (const RunKind kind : {RunKind::ventricular, RunKind::supraventricular}) {
    if (kind == RunKind::supraventricular && !with_supraventricular) break;
    options.kind = kind;
    RunComparison comparison;
    comparison.sensitivity = pass(true);
    comparison.predictivity = pass(false);
    report(call, arguments, comparison, kind);
  }
}

}  // namespace rwave::ec57
