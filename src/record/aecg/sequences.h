#pragma once
// The sequence sets of an annotated ECG as numbers, before they are placed on one time axis.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "record/placed_sets.h"

namespace rwave {

// One series of the document: sets of leads that the file says belong together.
struct AecgSeries {
  std::vector<PlacedSet> sets;
  // Of all sets. By it the longest series is chosen where one recording cannot hold several.
  std::int64_t frames() const;
};

// What a document says, before anything is laid out.
struct AecgDocument {
  // Rhythm series, in the file's order.
  std::vector<AecgSeries> series;
  // Median or representative beats, which are not read. They are computed from the rhythm, and a warning
  // says that they are there.
  int other_series = 0;
  // As RecordingInfo::start, of the earliest absolute time.
  std::string start;
  std::vector<std::string> comments;
  // As RecordingInfo::patient.
  std::vector<std::pair<std::string, std::string>> patient;
};

// Parses a document. `file` is its name for messages. Throws Error where it is no annotated ECG or declares a
// DOCTYPE.
AecgDocument parse_aecg(std::string text, const std::string& file);

}  // namespace rwave
