#pragma once
// What `rwave classify` tells of a recording.

#include <filesystem>
#include <optional>
#include <string>

#include "ec57/compare.h"
#include "rwave/classification.h"
#include "rwave/recording.h"

namespace rwave::cli {

// A recording with its labelled beats.
struct Classified {
  std::string name;
  RecordingInfo info;
  Classification classification;
  Summary summary;
  std::string reference;                       // the file of the reference annotations, where there are any
  std::optional<ec57::Comparison> comparison;  // with them
};

inline constexpr const char* beats_csv_header = "record,sample,seconds,label,probability\n";

// A line a beat, without the header.
std::string beats_csv(const Classified& recording);

// One object, one line: record, rate, samples, lead, model, summary, beats, unanalyzable.
std::string beats_json(const Classified& recording, const Model& model);

// One line: name, lead, beats by class, rate, analyzable share.
std::string summary_line(const Classified& recording);

// Several lines: the same and runs, pauses, intervals, and the comparison with the reference.
std::string summary_text(const Classified& recording, const Model& model);

}  // namespace rwave::cli
