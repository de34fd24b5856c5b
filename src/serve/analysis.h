#pragma once
// What the program says of a recording before anybody has corrected it: beats, groups of them, spans.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "rwave/classifier.h"
#include "rwave/recording.h"
#include "rwave/rhythm.h"

namespace rwave::serve {

// Beats that look alike and were labelled alike: what a person decides on at once.
struct BeatGroup {
  // Groups of one shape differ in the label that they were given.
  int shape = 0;
  // The label that its beats were given by the program.
  char was = 'N';
  // Beats of it as the program found them; corrections do not change a group.
  std::int64_t count = 0;
  // Mean probability of that label over the group: low ones are looked at first.
  double probability = 0;
  // Median of the interval before a beat over the median of those around; NaN: none.
  double rr_ratio = 0;
  // Place of the beat most like the mean, which the page shows in its rhythm.
  std::int64_t example = -1;
  // By lead, group_window values: mV.
  std::vector<std::vector<float>> mean, spread;
};

// Sampling rate of the windows that groups are shown in, Hz.
inline constexpr double group_rate = 125;
// Values of a window before the R peak.
inline constexpr int group_before = 44;
// From 0.352 s before the R peak to 0.544 s after it, as the labeller's own windows.
inline constexpr int group_window = 112;

// Made once and then read only: edits are laid over it (labels.h), and an undo goes back to it.
struct Analysis {
  // What labelled it, as the report names it: "model whole-recording".
  std::string labelled_by;
  // That were labelled, and that groups show.
  std::vector<int> leads;
  // In order of time. A beat's place here is its id in edits, in the journal and in the page.
  std::vector<LabelledBeat> beats;
  // By beat: place in `groups`; -1: no lead shows it.
  std::vector<std::int16_t> group;
  // In order of size, the largest first, as the page lists them.
  std::vector<BeatGroup> groups;
  // Unanalyzable, ventricular fibrillation; in order of first samples.
  std::vector<KnownSpan> spans;
  // Of the labelling, shown with those of the recording.
  std::vector<std::string> warnings;
};

// Labels the recording and groups its beats. `progress` is told the stage and may throw to break off.
Analysis analyse(Recording& recording, const Model& model, const std::function<void(const char*)>& progress);

// Sorts beats into groups by shape and label; fills `group` and `groups`. Parts of 16,000 beats are grouped
// one after the other and joined where their means are alike, so that memory does not grow with the
// recording.
void group_beats(Recording& recording, Analysis& analysis);

// A file of it, complete or absent. `signature` is of the recording.
void write_analysis(const Analysis& analysis, const std::filesystem::path& file,
                    const std::string& signature);

// Throws Error where the file is damaged. `signature` receives that of the recording it was made from.
Analysis read_analysis(const std::filesystem::path& file, std::string& signature);

}  // namespace rwave::serve
