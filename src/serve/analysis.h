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
  int shape = 0;   // groups of one shape differ in the label that they were given
  char was = 'N';  // that label
  std::int64_t count = 0;
  double probability = 0;  // mean of the label's
  double rr_ratio = 0;     // median of the interval before a beat over the median of those around; NaN: none
  std::int64_t example = -1;                     // beat most like the mean
  std::vector<std::vector<float>> mean, spread;  // by lead, group_window values: mV
};

// Of the windows that groups are shown in.
inline constexpr double group_rate = 125;  // Hz
inline constexpr int group_before = 44;    // values before the R peak
inline constexpr int group_window = 112;

struct Analysis {
  std::string labelled_by;  // "model whole-recording"
  std::vector<int> leads;   // that were labelled, and that groups show
  std::vector<LabelledBeat> beats;
  std::vector<std::int16_t> group;  // by beat: place in `groups`; -1: no lead shows it
  std::vector<BeatGroup> groups;    // most beats first
  std::vector<KnownSpan> spans;     // unanalyzable, ventricular fibrillation; in order of first samples
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
