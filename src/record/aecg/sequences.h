#pragma once
// The sequence sets of an annotated ECG as numbers, before they are placed on one time axis.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "record/placed_sets.h"

namespace rwave {

struct AecgSeries {
  std::vector<PlacedSet> sets;
  std::int64_t frames() const;  // of all sets
};

struct AecgDocument {
  std::vector<AecgSeries> series;  // rhythm series, in the file's order
  int other_series = 0;            // median or representative beats, which are not read
  std::string start;               // as RecordingInfo::start, of the earliest absolute time
  std::vector<std::string> comments;
  std::vector<std::pair<std::string, std::string>> patient;  // as RecordingInfo::patient
};

// Parses a document. `file` is its name for messages. Throws Error where it is no annotated ECG or declares a
// DOCTYPE.
AecgDocument parse_aecg(std::string text, const std::string& file);

}  // namespace rwave
