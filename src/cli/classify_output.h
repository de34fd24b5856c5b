#pragma once
// The output of `rwave classify` for a recording: summary, annotations, CSV, JSON.

#include <filesystem>
#include <optional>
#include <string>

#include "classify/whole/explanation.h"
#include "cli/recordings.h"
#include "ec57/compare.h"
#include "rwave/classification.h"
#include "rwave/recording.h"

namespace rwave::cli {

// A recording with its labelled beats.
struct Classified {
  // As its output is called.
  std::string name;
  RecordingInfo info;
  Classification classification;
  Summary summary;
  // The file of the reference annotations, where there are any.
  std::string reference;
  // With the reference, where it states beats in the time that EC57 scores.
  std::optional<ec57::Comparison> comparison;
  // The beats that --explain asked for.
  std::vector<whole::Explanation> explained;
};

// The first line of tables of beats; other programs rely on it.
inline constexpr const char* beats_csv_header = "record,sample,seconds,label,probability\n";

// A line per beat, without the header.
std::string beats_csv(const Classified& recording);

// One object, one line: record, rate, samples, lead, model, summary, beats, unanalyzable, explained (where
// asked).
std::string beats_json(const Classified& recording, const Model& model);

// Writes the beats as the options say, as annotations, CSV or JSON, to a file in their folder or, as
// `outcome.text`, to standard output.
void write_beats(const OutputOptions& options, const Classified& recording, const Model& model,
                 Outcome& outcome);

// One line: name, lead, beats by class, rate, analyzable share.
std::string summary_line(const Classified& recording);

// Several lines: the same and runs, pauses, intervals, and the comparison with the reference.
std::string summary_text(const Classified& recording, const Model& model);

}  // namespace rwave::cli
