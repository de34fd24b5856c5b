#pragma once
// The sequence sets of an annotated ECG as numbers, before they are placed on one time axis.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace rwave {

// One lead of a sequence set: value = origin + scale * digit, in `units`.
struct AecgLead {
  std::string name;
  std::string units;  // "mV" for every voltage
  double gain = 1;    // digits a unit: 1 / scale, exact for scales of whole microvolts
  double baseline = 0;
  std::vector<std::int32_t> digits;
};

// Leads that were recorded together.
struct AecgSet {
  double begin = 0;       // s; since 1970 where `absolute`, else since the recording's own beginning
  bool absolute = false;  // a date and time
  double rate = 0;        // Hz
  std::vector<AecgLead> leads;

  std::int64_t frames() const;
};

struct AecgSeries {
  std::vector<AecgSet> sets;
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

// The date and time of HL7 ("20021122091000.250") in seconds since 1970, a time zone not counted; negative
// where it is none.
double seconds_of_timestamp(std::string_view stamp);

}  // namespace rwave
