// epicmp: the episode-by-episode comparison as a program.

#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>

#include "ec57/episodes.h"
#include "ec57/programs.h"
#include "ec57/st_measurements.h"

namespace rwave::ec57 {
namespace {

constexpr std::string_view epicmp_usage = R"(usage: epicmp -r RECORD -a REF TEST [OPTIONS ...]
Compares the episodes of two annotators of a record (EC38, EC57). OPTIONS may be:
 -A FILE         add reports of atrial fibrillation to FILE (- is standard output)
 -f TIME         begin at TIME [5:00]
 -h              print this text
 -i TIME         leave out episodes shorter than TIME
 -I TIME         as -i, and do not let them overlap others either
 -l, -L          a line per record, not a report
 -S FILE FILE2   add reports of ischemic ST episodes to FILE, ST measurements to FILE2
 -S0, -S1        as -S, of signal 0 or 1 alone
 -t TIME         end at TIME [the record's end]; 0: no limit
 -V FILE         add reports of ventricular fibrillation to FILE
 -x              take atrial flutter out of the test annotator's AF (EC38:1998)
)";

// One for each kind of episode, in the order in which the reference program writes them, whatever the order
// of the options.
struct Output {
  EpisodeKind kind;
  std::optional<std::string> file;
  // Of ST episodes: the second file.
  std::string measurements;
};

struct EpicmpArguments {
  ComparisonArguments common;
  std::optional<std::string> shortest;
  bool ignore_short_others = false;
  bool exclude_flutter = false;
  bool lines = false;
  // In the order in which the program writes.
  std::array<Output, 5> outputs = {
      Output{EpisodeKind::atrial_fibrillation, {}, {}}, Output{EpisodeKind::ventricular_fibrillation, {}, {}},
      Output{EpisodeKind::st_signal_0, {}, {}}, Output{EpisodeKind::st_signal_1, {}, {}},
      Output{EpisodeKind::st_both, {}, {}}};
};

// A missing file name is said before an unknown signal number: both words belong to the option.
void take_st_files(const ProgramCall& call, OptionReader& options, EpicmpArguments& arguments) {
  const std::string option = options.word();
  const auto files = options.two_values("two output file names");
  const char signal = option.size() > 2 ? option[2] : '\0';
  std::size_t output = 4;
  if (signal == '0' || signal == '1') {
    output = signal == '0' ? 2 : 3;
  } else if (signal != '\0') {
    throw call.stop(wrong_arguments, fmt::format("unrecognized option {}", option));
  }
  arguments.outputs.at(output).file = files[0];
  arguments.outputs.at(output).measurements = files[1];
}

EpicmpArguments parse_epicmp(const ProgramCall& call) {
  EpicmpArguments arguments;
  OptionReader options(call);
  while (options.next()) {
    if (arguments.common.take(options, epicmp_usage)) continue;
    switch (options.letter()) {
      case 'A':
        arguments.outputs[0].file = options.value("output file name");
        break;
      case 'V':
        arguments.outputs[1].file = options.value("output file name");
        break;
      case 'S':
        take_st_files(call, options, arguments);
        break;
      case 'I':
        // -I is -i and more.
        arguments.ignore_short_others = true;
        [[fallthrough]];
      case 'i':
        arguments.shortest = options.value("minimum episode length");
        break;
      case 'l':
      case 'L':
        arguments.lines = true;
        break;
      case 'x':
        arguments.exclude_flutter = true;
        break;
      default:
        options.unrecognized();
    }
  }
  if (arguments.common.record.empty() || arguments.common.reference.empty())
    throw ProgramStop(wrong_arguments, epicmp_usage);
  return arguments;
}

}  // namespace

void run_epicmp(ProgramCall& call) {
  const EpicmpArguments arguments = parse_epicmp(call);
  ScoredTime scored;
  const ProgramRecord record =
      open_compared_record(call, arguments.common, arguments.shortest.has_value(), scored);
  EpisodeOptions options;
  options.start = scored.start;
  options.end = scored.end;
  if (arguments.shortest) options.shortest = time_argument(call, record, *arguments.shortest);
  options.ignore_short_others = arguments.ignore_short_others;
  options.exclude_flutter = arguments.exclude_flutter;
  const auto reference = annotations_of(call, record, arguments.common.reference);
  const auto test = annotations_of(call, record, arguments.common.test);
  const Names names = {record.name, arguments.common.reference, arguments.common.test};

  // One for all kinds of a call: it keeps measurements from one kind to the next.
  StMeasurementComparer measurements;
  for (const Output& output : arguments.outputs) {
    if (!output.file) continue;
    options.kind = output.kind;
    // Measurements come first, as their file is complete where the report's cannot be made.
    if (is_st(output.kind)) {
      append_report(call, output.measurements, st_measurement_heading(),
                    st_measurement_lines(measurements.compare(reference, test, output.kind), record.name,
                                         record.clock));
    }
    const EpisodeComparison comparison = compare_episodes(reference, test, record.clock.rate(), options);
    append_report(call, *output.file, arguments.lines ? episode_line_heading(output.kind) : "",
                  arguments.lines ? episode_line(comparison, record.name)
                                  : episode_report(comparison, names, output.kind));
  }
}

}  // namespace rwave::ec57
