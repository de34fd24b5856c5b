#include "ec57/rr_intervals.h"

#include <fmt/format.h>

#include <cstdlib>

#include "ec57/annotation_types.h"

namespace rwave::ec57 {
namespace {

// Samples in the unit of a format; 0 for formats that have none.
// Only these three formats round, and so only these feed their rounding back.
double unit_of(const TimeFormat& format, double rate) {
  switch (format.letter) {
    case 's':
      return rate;
    case 'm':
      return 60 * rate;
    case 'h':
      return 3600 * rate;
    default:
      return 0;
  }
}

std::string number(std::int64_t samples, double unit, const TimeFormat& format) {
  return fmt::format("{:.{}f}", static_cast<double>(samples) / unit, format.decimals);
}

// A time of day needs a start in the header; without one the clock prints the time from the begin.
std::string time_text(std::int64_t sample, const TimeFormat& format, const RecordClock& clock) {
  if (const double unit = unit_of(format, clock.rate()); unit > 0) return number(sample, unit, format);
  if (format.letter == 't') return clock.interval(sample);
  if (format.letter == 'T') return clock.time_of_day(sample);
  return std::to_string(sample);
}

}  // namespace

TypeSet qrs_types() {
  TypeSet types;
  for (std::size_t type = 0; type < types.size(); ++type)
    types[type] = is_qrs_type(static_cast<std::uint8_t>(type));
  return types;
}

// A valid end is looked for before a valid begin: an annotation usually is both, and ends its interval before
// it begins the next.
std::string rr_lines(std::span<const Annotation> annotations, const RrOptions& options,
                     const RecordClock& clock) {
  std::string text;
  std::int64_t begin = options.start;
  // Before any annotation that may begin an interval.
  std::string begin_symbol = "[0]";
  bool previous_was_valid = false;
  const double unit = unit_of(options.interval, clock.rate());
  for (const Annotation& annotation : annotations) {
    if (options.end && annotation.sample > *options.end) break;
    std::int64_t end = annotation.sample;
    const std::string symbol(symbol_of(annotation.code));
    if (options.end_types[annotation.code] && (!options.consecutive || previous_was_valid)) {
      if (options.begin_time) text += time_text(begin, *options.begin_time, clock) + "\t";
      if (options.begin_annotation) text += begin_symbol + "\t";
      if (unit > 0) {
        const std::string printed = number(end - begin, unit, options.interval);
        // What was printed, not what was meant, is where the next interval begins: the sum of a printed list
        // then stays on the annotations.
        end = static_cast<std::int64_t>(static_cast<double>(begin) +
                                        std::strtod(printed.c_str(), nullptr) * unit + 0.5);
        text += printed;
      } else {
        text += options.interval.letter == 't' ? clock.interval(end) : std::to_string(end - begin);
      }
      if (options.end_annotation) text += "\t" + symbol;
      if (options.end_time) text += "\t" + time_text(end, *options.end_time, clock);
      text += "\n";
    }
    previous_was_valid = options.begin_types[annotation.code];
    if (previous_was_valid) {
      begin = end;
      begin_symbol = symbol;
    }
  }
  return text;
}

}  // namespace rwave::ec57
