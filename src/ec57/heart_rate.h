#pragma once
// Instantaneous heart rate of an annotation file, as the WFDB program `ihr` lists it.

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "ec57/rr_intervals.h"
#include "rwave/annotation.h"

namespace rwave::ec57 {

// The beats that are included by default: those that the WFDB library maps to normal.
TypeSet normal_types();

// ihr's options, with its defaults.
struct HeartRateOptions {
  TypeSet included = normal_types();
  // Beats per minute: the greatest change that is accepted.
  double tolerance = 10;
  // -x: only where the beat before the previous one is included as well.
  bool exclude_after_others = false;
  // Sample of the last annotation.
  std::optional<std::int64_t> end;
  // Of the times: s, m, h; any other means samples.
  char unit = 's';
  // Times of the intervals' ends, not of their begins.
  bool at_end = false;
};

// One line per accepted interval between two included beats: time, rate in beats per minute and, without -x,
// 0 where the interval just before was accepted, else 1. `annotations` are those from the start on.
//
// An interval is accepted if its rate lies within the tolerance of the last one's and of a prediction, which
// starts at 70 and moves by a tenth of the difference at every included beat, before it is compared.
std::string heart_rate_lines(std::span<const Annotation> annotations, double rate,
                             const HeartRateOptions& options);

}  // namespace rwave::ec57
