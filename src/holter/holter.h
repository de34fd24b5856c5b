#pragma once
// The figures of a Holter report: what a reader of a long recording asks first, hour by hour and in all.

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "beat/aami.h"
#include "rhythm/stated_rhythm.h"
#include "rhythm/variability.h"
#include "rwave/recording.h"
#include "rwave/rhythm.h"

namespace rwave {

// What a report is made of. Sample numbers are frames of the recording.
struct HolterInput {
  RecordingInfo info;
  bool has_signal = false;
  std::string labelled_by;  // "model template-rr", "annotator atr"
  std::vector<LabelledBeat> beats;
  std::vector<KnownSpan> spans;        // unanalyzable, ventricular fibrillation; in order of first samples
  std::vector<StatedRhythm> stated{};  // by a person, over what the rules find; in order and apart
};

// A heart rate with the beat that it ends at.
struct RateAt {
  double rate = std::numeric_limits<double>::quiet_NaN();  // beats per minute
  std::int64_t sample = -1;
};

// Of one hour, or of the whole. Rates are over 8 successive intervals that nothing cuts; NaN where there are
// none.
struct HolterFigures {
  double seconds = 0, analyzable = 0;  // s
  std::int64_t beats = 0;
  std::array<std::int64_t, beat_classes> by_class{};  // N S V F Q; paced beats are Q
  double mean_rate = std::numeric_limits<double>::quiet_NaN();
  RateAt min_rate, max_rate;
  std::int64_t v_couplets = 0, v_runs = 0, s_couplets = 0, s_runs = 0;
  std::int64_t pauses = 0;  // 2 s and more
  double af_seconds = 0, vf_seconds = 0, bigeminy_seconds = 0, trigeminy_seconds = 0;
};

struct Holter {
  HolterInput input;
  std::vector<Episode> episodes;
  std::vector<double> rr;  // s before each beat; 0 where it is no interval between successive beats
  HolterFigures total;
  std::vector<HolterFigures> hours;           // of the recording, from its first sample
  std::array<std::int64_t, 3> pauses_from{};  // of 2.0, 2.5, 3.0 s and more
  std::int64_t longest_pause = -1, longest_v_run = -1, fastest_v_run = -1, longest_s_run = -1,
               longest_af = -1;  // index into episodes
  std::int64_t af_episodes = 0;
  Variability variability;
  // Seconds after midnight at the first sample; nothing where the file states no time of day, or none there
  // is.
  double start_of_day = -1;
};

// `quiet` as EpisodeOptions has it; empty for annotations without a signal.
Holter make_holter(HolterInput input, const std::function<bool(SampleSpan)>& quiet);

// Time of a sample as people read it: the time of day where the file states one, else from the begin. From
// the second day on with the day's number: "2d 13:04:05".
std::string time_text(const Holter& holter, std::int64_t sample);

// What must be looked at first: VT of 6 beats and more, V burden above 10 %, supraventricular runs and rates
// of 30 s, AF above 110 per minute, pauses of 3 s, ventricular fibrillation. A sentence each; may be empty.
std::vector<std::string> urgent_findings(const Holter& holter);

// Share in per cent; NaN of nothing.
double per_cent(double part, double whole);

}  // namespace rwave
