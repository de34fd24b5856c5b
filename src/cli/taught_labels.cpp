#include "cli/taught_labels.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/warning.h"
#include "cli/recordings.h"
#include "record/formats.h"
#include "rwave/error.h"

namespace rwave::cli {

namespace fs = std::filesystem;

TaughtLabels read_taught(const std::string& given, const std::string& path, const RecordingInfo& recording,
                         std::string& warnings) {
  // A file of that name wins over a suffix: "atr" is a file hardly ever.
  fs::path file = given;
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored)) file = annotation_file(path, given);
  if (!fs::is_regular_file(file, ignored))
    throw Error(path,
                fmt::format("--beats {}: neither a file nor the suffix of one next to the recording "
                            "(expected WFDB annotations, or a table with sample, seconds or ms and label)",
                            given));
  TaughtLabels taught;
  taught.file = file.string();
  if (LabelTable::is_table(file)) {
    taught.table = read_label_table(file);
    keep_record(*taught.table, output_name(path));
  } else {
    std::vector<std::string> found;
    taught.beats = taught_beats(read_annotations(file, recording.rate, recording.frames, &found));
    warnings += warning_lines(file.string(), found);
  }
  if (taught.table ? taught.table->places.empty() : taught.beats.empty())
    throw Error(file.string(), "labels no beat: there is nothing to learn from");
  return taught;
}

std::vector<TaughtBeat> place_taught(const TaughtLabels& labels, const std::vector<LabelledBeat>& found,
                                     const RecordingInfo& recording, std::string& warnings) {
  constexpr std::int64_t telling_beats = 5, most_not_found = 2;
  std::vector<std::int64_t> samples;
  for (const LabelledBeat& beat : found) samples.push_back(beat.sample);
  std::vector<std::string> doubts;
  std::vector<TaughtBeat> beats = labels.beats;
  if (labels.table)
    beats =
        placed(*labels.table, settle_unit(*labels.table, samples, recording.rate, recording.frames, doubts),
               recording.rate);
  if (labels.table)
    if (const std::int64_t joined = join_repeated(beats, recording.rate, labels.file); joined > 0)
      doubts.push_back(fmt::format("{} less than 150 ms from the one before: {} counted once",
                                   joined == 1 ? "1 beat lies" : fmt::format("{} beats lie", joined),
                                   joined == 1 ? "it is" : "they are"));
  const std::int64_t there = at_found_beats(beats, samples, recording.rate);
  const auto count = static_cast<std::int64_t>(beats.size());
  // Half-way from chance to all: samples of another rate lie near beats as often as any others do. One or two
  // may be beats that were not found, which a person adds.
  const double telling = (1 + share_by_chance(samples.size(), recording)) / 2;
  if (count >= telling_beats && count - there > most_not_found &&
      static_cast<double>(there) < telling * static_cast<double>(count))
    doubts.push_back(fmt::format("{} of {} beats lie where beats are found: are they of this recording?",
                                 there, beats.size()));
  warnings += warning_lines(labels.file, doubts);
  return beats;
}

}  // namespace rwave::cli
