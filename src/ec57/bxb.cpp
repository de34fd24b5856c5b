// bxb: the beat-by-beat comparison as a program.

#include <fmt/format.h>

#include <optional>
#include <string>

#include "ec57/compare.h"
#include "ec57/difference_file.h"
#include "ec57/programs.h"
#include "ec57/reports.h"

namespace rwave::ec57 {
namespace {

constexpr std::string_view bxb_usage = R"(usage: bxb -r RECORD -a REF TEST [OPTIONS ...]
Compares the beats of two annotators of a record (EC57). OPTIONS may be:
 -c FILE         add condensed reports to FILE (- is standard output)
 -C FILE         as -c, with supraventricular beats and the RR interval error
 -f TIME         begin at TIME [5:00]
 -h              print this text
 -l FILE1 FILE2  add a line per record: beats to FILE1, shutdown to FILE2
 -L FILE1 FILE2  as -l, with supraventricular beats and the RR interval error
 -o              write the test annotations with notes where they differ, as annotator bxb
 -O              the same for all annotations, beats or not, and no report
 -s FILE         add standard reports to FILE; without any of these, to standard output
 -S FILE         as -s, with supraventricular beats and the RR interval error
 -t TIME         end at TIME [the record's end]; 0: the end of either annotation file
 -v              list the beats that differ on standard error
 -w TIME         match window [0.15 s]
)";

// Of several output options the last one counts; -o goes with any of them, -O without.
struct BxbArguments {
  ComparisonArguments common;
  std::optional<std::string> window;
  // The letter of the option that chose it; O: no report.
  char form = 's';
  std::string file = "-", second_file;
  bool annotate = false;
  bool verbose = false;

  Classes classes() const {
    return form == 'C' || form == 'L' || form == 'S' ? Classes::with_s : Classes::without_s;
  }
};

BxbArguments parse_bxb(const ProgramCall& call) {
  BxbArguments arguments;
  OptionReader options(call);
  while (options.next()) {
    if (arguments.common.take(options, bxb_usage)) continue;
    switch (options.letter()) {
      case 'c':
      case 'C':
      case 's':
      case 'S':
        arguments.form = options.letter();
        arguments.file = options.value("output file name");
        break;
      case 'l':
      case 'L': {
        arguments.form = options.letter();
        const auto files = options.two_values("two output file names");
        arguments.file = files[0];
        arguments.second_file = files[1];
        break;
      }
      case 'O':
        arguments.form = 'O';
        [[fallthrough]];
      case 'o':
        arguments.annotate = true;
        break;
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
    throw ProgramStop(wrong_arguments, bxb_usage);
  return arguments;
}

// The shutdown's figures are a file of their own in line format, and standard output in the others.
void report(ProgramCall& call, const BxbArguments& arguments, const Comparison& comparison) {
  const Names names = {arguments.common.record, arguments.common.reference, arguments.common.test};
  const Classes classes = arguments.classes();
  if (arguments.form == 'l' || arguments.form == 'L') {
    append_report(call, arguments.file, beat_line_heading(classes),
                  beat_line(comparison, names.record, classes));
    append_report(call, arguments.second_file, shutdown_line_heading(classes),
                  shutdown_line(comparison, names.record, classes));
    return;
  }
  const bool condensed = arguments.form == 'c' || arguments.form == 'C';
  append_report(
      call, arguments.file, "",
      condensed ? condensed_report(comparison, names, classes) : standard_report(comparison, names, classes));
  // Wherever the report itself goes.
  call.out += shutdown_report(comparison, classes);
}

// A shutdown at the end of the test file that nothing ends has no length where the comparison has no end
// either.
void warn_of_open_shutdown(ProgramCall& call, const ProgramRecord& record, const std::string& annotator,
                           const BeatFile& test) {
  if (test.shutdown.empty() || test.shutdown.back().end != unending) return;
  call.err +=
      fmt::format("{}: unterminated shutdown starting at {} in record {}, annotator {}\n", call.name,
                  record.clock.interval_in_seconds(test.shutdown.back().begin), record.name, annotator);
  call.err += " (not included in shutdown duration measurement)\n";
}

}  // namespace

void run_bxb(ProgramCall& call) {
  const BxbArguments arguments = parse_bxb(call);
  ScoredTime scored;
  const ProgramRecord record =
      open_compared_record(call, arguments.common, arguments.window.has_value(), scored);
  const std::int64_t window = time_argument(call, record, arguments.window.value_or("0.15"));
  const auto reference = annotations_of(call, record, arguments.common.reference);
  const auto test = annotations_of(call, record, arguments.common.test);
  // Beats are matched by looking one ahead, which needs them in order.
  check_order(reference, arguments.common.reference);
  check_order(test, arguments.common.test);

  // compare() takes seconds; the arguments were rounded to samples before, as the reference program rounds
  // them.
  const double rate = record.clock.rate();
  Options options;
  options.start = static_cast<double>(scored.start) / rate;
  options.window = static_cast<double>(window) / rate;
  if (scored.ends_with_record()) options.end = static_cast<double>(*scored.end) / rate;
  options.ending = scored.end ? Ending::either_file : Ending::reference;
  if (arguments.form == 'O') {
    write_differences(call, record.name, expanded_differences(reference, test, rate, options));
    return;
  }
  std::vector<BeatPair> pairs;
  const Comparison comparison = compare(reference, test, rate, options, &pairs);
  if (!options.end) warn_of_open_shutdown(call, record, arguments.common.test, beats_of(test, window));
  // Without S an N that is called S is no difference.
  if (arguments.classes() == Classes::without_s) merge_s(pairs);
  if (arguments.verbose) call.err += difference_list(pairs);
  if (arguments.annotate) write_differences(call, record.name, beat_differences(pairs, test));
  report(call, arguments, comparison);
}

}  // namespace rwave::ec57
