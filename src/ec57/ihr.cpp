// ihr: the instantaneous heart rate of an annotation file, as a program.

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "ec57/heart_rate.h"
#include "ec57/programs.h"
#include "record/text.h"

namespace rwave::ec57 {
namespace {

// In words of our own. The third column says whether the interval before was accepted; the manual calls it
// normal or abnormal, which is not what the program prints.
constexpr std::string_view ihr_usage = R"(usage: ihr -r RECORD -a ANNOTATOR [OPTIONS ...]
Lists the heart rate of each interval between beats: time, beats per minute, and 1 where the interval before was left out
(else 0). OPTIONS may be:
 -d TOLERANCE leave out intervals whose rate changes by as much [10 beats per minute]
 -f TIME      begin at TIME
 -h           print this text
 -i           include every type of beat [those that count as normal, supraventricular and paced ones too]
 -p TYPE...   include these types of annotation alone (N, V ...)
 -t TIME      end at TIME
 -v           write the begin of the interval in samples; -vs seconds [this], -vm minutes, -vh hours
 -V           write its end; -Vs, -Vm, -Vh likewise
 -x           leave out intervals after a beat that is not included, and the third column
)";

struct IhrArguments {
  std::string record, annotator;
  std::optional<std::string> start, end;
  HeartRateOptions options;
};

IhrArguments parse_ihr(const ProgramCall& call) {
  IhrArguments arguments;
  HeartRateOptions& chosen = arguments.options;
  // -i and -p replace the default, and -p after -i adds to it.
  std::optional<TypeSet> listed;
  OptionReader options(call);
  while (options.next()) {
    switch (options.letter()) {
      case 'a':
        arguments.annotator = options.value("annotator");
        break;
      case 'd':
        // Refused if it is no number: taken as 0, as the reference program does, it would leave out every
        // interval.
        if (const auto tolerance = parse_real(options.value("tolerance")); tolerance && *tolerance >= 0) {
          chosen.tolerance = *tolerance;
          break;
        }
        throw call.stop(wrong_arguments, "tolerance must follow -d");
      case 'f':
        arguments.start = options.value("starting time");
        break;
      case 'h':
        throw ProgramStop(0, ihr_usage);
      case 'i':
        listed = qrs_types();
        break;
      case 'p':
        if (!listed) listed.emplace();
        for (const std::uint8_t type : options.annotation_types("-p")) listed->set(type);
        break;
      case 'r':
        arguments.record = options.value("input record name");
        break;
      case 't':
        arguments.end = options.value("end time");
        break;
      case 'v':
      case 'V':
        chosen.at_end = options.letter() == 'V';
        // The unit is the letter after the option's own (-vm), not a word of its own.
        chosen.unit = options.word().size() > 2 ? options.word()[2] : '\0';
        break;
      case 'x':
        chosen.exclude_after_others = true;
        break;
      default:
        options.unrecognized();
    }
  }
  if (arguments.record.empty() || arguments.annotator.empty()) throw ProgramStop(wrong_arguments, ihr_usage);
  if (listed) chosen.included = *listed;
  return arguments;
}

}  // namespace

void run_ihr(ProgramCall& call) {
  IhrArguments arguments = parse_ihr(call);
  const ProgramRecord record = open_record(call, arguments.record, false);
  const auto annotations = annotations_of(call, record, arguments.annotator);
  // Unlike ann2rr, an end before the start is not exchanged: nothing is listed then.
  const std::int64_t start = arguments.start ? time_argument(call, record, *arguments.start) : 0;
  const std::int64_t end = arguments.end ? time_argument(call, record, *arguments.end) : 0;
  if (end > 0) arguments.options.end = end;
  const auto first =
      std::ranges::find_if(annotations, [&](const Annotation& each) { return each.sample >= start; });
  if (start > 0 && first == annotations.end()) throw ProgramStop(no_annotations, "");
  call.out += heart_rate_lines({first, annotations.end()}, record.clock.rate(), arguments.options);
}

}  // namespace rwave::ec57
