// ann2rr: the RR intervals of an annotation file, as a program.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>

#include "ec57/programs.h"
#include "ec57/rr_intervals.h"

namespace rwave::ec57 {
namespace {

// Written here in words of our own: scripts read its exit status and first word, people the rest.
constexpr std::string_view ann2rr_usage = R"(usage: ann2rr -r RECORD -a ANNOTATOR [OPTIONS ...]
Lists the RR intervals of an annotation file. OPTIONS may be:
 -A         intervals between annotations of all types (without -c and -p)
 -c         only intervals between annotations that follow each other
 -f TIME    begin at TIME
 -h         print this text
 -i FORMAT  write intervals as FORMAT
 -p TYPE... only intervals that end with these types of annotation (N, V ...)
 -P TYPE... only intervals that begin with these
 -t TIME    end at TIME
 -v [FORMAT] write the times of the ends too
 -V [FORMAT] write the times of the begins too
 -w         write the annotations that end intervals
 -W         write the annotations that begin them
FORMAT: s, m, h (seconds, minutes, hours; s8: 8 decimals, 0 to 15) or t (hh:mm:ss.mmm), for -v and -V also T (time of
day); without one, samples.
)";

// Types are kept apart from the options until all arguments are read: -A overrides -p and -P wherever it
// stands, and a first -p empties the set of all QRS types that is the default.
struct Ann2rrArguments {
  std::string record, annotator;
  std::optional<std::string> start, end;
  std::optional<TypeSet> begin_types, end_types;
  bool all_types = false;
  RrOptions options;
};

// "s8": a letter and decimals. Text that follows without being a number leaves the default, as the reference
// program reads it; decimals that a double does not have are not refused but become 3.
TimeFormat format_of(const std::string& text) {
  TimeFormat format;
  if (text.empty()) return format;
  format.letter = text[0];
  std::sscanf(text.c_str() + 1, "%d", &format.decimals);
  if (format.decimals < 0 || format.decimals > 15) format.decimals = 3;
  return format;
}

// Several -p add up.
void add_types(std::optional<TypeSet>& types, const std::vector<std::uint8_t>& more) {
  if (!types) types.emplace();
  for (const std::uint8_t type : more) types->set(type);
}

Ann2rrArguments parse_ann2rr(const ProgramCall& call) {
  Ann2rrArguments arguments;
  RrOptions& chosen = arguments.options;
  OptionReader options(call);
  while (options.next()) {
    switch (options.letter()) {
      case 'a':
        arguments.annotator = options.value("annotator");
        break;
      case 'A':
        arguments.all_types = true;
        break;
      case 'c':
        chosen.consecutive = true;
        break;
      case 'f':
        arguments.start = options.value("starting time");
        break;
      case 'h':
        throw ProgramStop(0, ann2rr_usage);
      case 'i':
        if (const auto format = options.value_unless_option()) {
          chosen.interval = format_of(*format);
          break;
        }
        throw call.stop(wrong_arguments, "interval output format must follow -i");
      // The reference program's messages for -p and -P each name the other.
      case 'p':
        add_types(arguments.end_types, options.annotation_types("-P"));
        break;
      case 'P':
        add_types(arguments.begin_types, options.annotation_types("-p"));
        break;
      case 'r':
        arguments.record = options.value("input record name");
        break;
      case 't':
        arguments.end = options.value("end time");
        break;
      case 'v':
        chosen.end_time = format_of(options.value_unless_option().value_or(""));
        break;
      case 'V':
        chosen.begin_time = format_of(options.value_unless_option().value_or(""));
        break;
      case 'w':
        chosen.end_annotation = true;
        break;
      case 'W':
        chosen.begin_annotation = true;
        break;
      default:
        options.unrecognized();
    }
  }
  if (arguments.record.empty() || arguments.annotator.empty())
    throw ProgramStop(wrong_arguments, ann2rr_usage);
  if (arguments.begin_types) chosen.begin_types = *arguments.begin_types;
  if (arguments.end_types) chosen.end_types = *arguments.end_types;
  if (arguments.all_types) chosen.begin_types = chosen.end_types = TypeSet().set();
  return arguments;
}

}  // namespace

void run_ann2rr(ProgramCall& call) {
  Ann2rrArguments arguments = parse_ann2rr(call);
  const ProgramRecord record = open_record(call, arguments.record, false);
  const auto annotations = annotations_of(call, record, arguments.annotator);
  // Times are converted only now, since they need the sampling rate of the record.
  std::int64_t start = arguments.start ? time_argument(call, record, *arguments.start) : 0;
  std::int64_t end = arguments.end ? time_argument(call, record, *arguments.end) : 0;
  // The reference program exchanges them silently, and scripts rely on either order.
  if (end > 0 && end < start) std::swap(start, end);
  arguments.options.start = start;
  if (end > 0) arguments.options.end = end;
  const auto first =
      std::ranges::find_if(annotations, [&](const Annotation& each) { return each.sample >= start; });
  // Nothing to list: the status says it, standard error stays empty.
  if (start > 0 && first == annotations.end()) throw ProgramStop(no_annotations, "");
  call.out += rr_lines({first, annotations.end()}, arguments.options, record.clock);
}

}  // namespace rwave::ec57
