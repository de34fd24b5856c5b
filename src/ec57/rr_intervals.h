#pragma once
// RR intervals of an annotation file, as the WFDB program `ann2rr` lists them.

#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "ec57/record_clock.h"
#include "rwave/annotation.h"

namespace rwave::ec57 {

// A set of annotation types, by their codes.
using TypeSet = std::bitset<256>;
// Those of is_qrs_type(): ann2rr's default.
TypeSet qrs_types();

// How an interval or a time is written. The letter: s, m, h (seconds, minutes, hours), t (mm:ss.mmm), T (time
// of day, of times alone); any other means samples.
struct TimeFormat {
  char letter = '\0';
  // Of s, m, h; 0 to 15.
  int decimals = 3;
};

// ann2rr's options, with its defaults.
struct RrOptions {
  TypeSet begin_types = qrs_types();
  TypeSet end_types = qrs_types();
  // Only where the annotation just before the end was a valid begin.
  bool consecutive = false;
  // Sample; the first interval begins here.
  std::int64_t start = 0;
  // Sample of the last annotation.
  std::optional<std::int64_t> end;
  TimeFormat interval;
  // Columns that are printed if given.
  std::optional<TimeFormat> begin_time, end_time;
  bool begin_annotation = false, end_annotation = false;
};

// One line per interval, its columns separated by tabs: begin time, begin annotation, interval, end
// annotation, end time. `annotations` are those from the start on.
//
// An interval in seconds, minutes or hours is rounded to its decimals, and the rounding is fed back: the
// interval's end, which the end time shows and where the next interval begins, is the begin plus the number
// printed. So errors do not add up, and intervals differ from those in samples. With format t the end time is
// printed in the interval's column.
std::string rr_lines(std::span<const Annotation> annotations, const RrOptions& options,
                     const RecordClock& clock);

}  // namespace rwave::ec57
