#include "cli/taught_labels.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <map>

#include "base/text.h"
#include "base/warning.h"
#include "cli/label_places.h"
#include "cli/recordings.h"
#include "record/formats.h"
#include "rwave/error.h"

namespace rwave::cli {

namespace fs = std::filesystem;

namespace {

// By taught beat: the place of the beat found nearest to it, within EC57's 150 ms; beats.size() where none
// is.
std::vector<std::size_t> found_beats(const std::vector<TaughtBeat>& taught,
                                     const std::vector<LabelledBeat>& beats, double rate) {
  std::vector<std::size_t> found;
  for (const TaughtBeat& one : taught) {
    const auto next = std::ranges::lower_bound(beats, one.sample, {}, &LabelledBeat::sample);
    std::size_t nearest = beats.size();
    auto least = static_cast<std::int64_t>(0.15 * rate) + 1;
    for (auto at = next == beats.begin() ? next : std::prev(next); at != beats.end() && at <= next; ++at)
      if (const std::int64_t away = std::abs(at->sample - one.sample); away < least) {
        least = away;
        nearest = static_cast<std::size_t>(at - beats.begin());
      }
    found.push_back(nearest);
  }
  return found;
}

// A premature beat may look like all others: N and S are of one shape, and a V is not. What lies between (F),
// and what is unknown (Q), differs from nothing.
bool differs_in_shape(char taught, char label) {
  const auto is_narrow = [](char one) { return one == 'N' || one == 'S'; };
  return (taught == 'V' && is_narrow(label)) || (is_narrow(taught) && label == 'V');
}

// Beats whose label is sure.
struct SureBeats {
  std::size_t count = 0;
  double sum = 0;  // of their probabilities

  static bool has(const LabelledBeat& beat) { return beat.probability >= 0.9F; }
  void add(const LabelledBeat& beat) {
    count += has(beat) ? 1 : 0;
    sum += has(beat) ? static_cast<double>(beat.probability) : 0;
  }
  void remove(const LabelledBeat& beat) {
    count -= has(beat) ? 1 : 0;
    sum -= has(beat) ? static_cast<double>(beat.probability) : 0;
  }
};

// What is labelled in a group of beats of one shape: by a person, and by the model.
struct GroupLabels {
  std::map<char, std::size_t> taught;
  std::size_t size = 0;
  SureBeats narrow, ventricular;

  void add(const LabelledBeat& beat) {
    ++size;
    if (differs_in_shape('V', beat.label)) narrow.add(beat);
    if (differs_in_shape('N', beat.label)) ventricular.add(beat);
  }
};

}  // namespace

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

void doubt_taught(const std::vector<TaughtBeat>& taught, const Adapter& adapter, const TaughtLabels& labels,
                  double rate, std::string& warnings) {
  constexpr std::size_t telling_group = 10, most_doubts = 5;
  constexpr float mostly = 0.5F;
  const std::vector<LabelledBeat>& beats = adapter.beats();
  const std::vector<int>& groups = adapter.groups();
  const std::vector<std::size_t> found = found_beats(taught, beats, rate);
  std::map<int, GroupLabels> by_group;
  for (std::size_t t = 0; t < taught.size(); ++t)
    if (found[t] < beats.size()) ++by_group[groups[found[t]]].taught[taught[t].label];
  for (std::size_t i = 0; i < beats.size(); ++i) {
    const auto group = by_group.find(groups[i]);
    if (group != by_group.end()) group->second.add(beats[i]);
  }
  std::vector<std::string> doubts;
  for (std::size_t t = 0; t < taught.size(); ++t) {
    if (found[t] == beats.size() || groups[found[t]] < 0) continue;
    const GroupLabels& group = by_group.at(groups[found[t]]);
    const char label = taught[t].label;
    // Who has labelled two beats of a group alike, or one of the other shape, has looked twice.
    const auto contradicts = [&](const auto& other) { return differs_in_shape(label, other.first); };
    if (group.taught.at(label) > 1 || std::ranges::any_of(group.taught, contradicts)) continue;
    SureBeats against;
    if (label == 'V') against = group.narrow;
    if (label == 'N' || label == 'S') against = group.ventricular;
    const LabelledBeat& own = beats[found[t]];
    if (differs_in_shape(label, own.label)) against.remove(own);
    if (against.count < telling_group ||
        static_cast<float>(against.count) < mostly * static_cast<float>(group.size - 1))
      continue;
    doubts.push_back(
        fmt::format("the beat at {} (sample {}) is taught {}, yet {} beats of its group, which look like "
                    "it, are {} {:.2f}: is its label right?",
                    clock_text(static_cast<double>(own.sample) / rate), taught[t].sample, label,
                    grouped(static_cast<std::int64_t>(against.count)), label == 'V' ? "N" : "V",
                    std::min(against.sum / static_cast<double>(against.count), 0.99)));
  }
  if (doubts.size() > most_doubts) {
    const std::size_t more = doubts.size() - most_doubts;
    doubts.resize(most_doubts);
    doubts.push_back(fmt::format("{} more taught beats differ from all that look like them", more));
  }
  warnings += warning_lines(labels.file, doubts);
}

}  // namespace rwave::cli
