#pragma once
// The figures of a Holter report: what a reader of a long recording asks first, hour by hour and in all.

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "beat/aami.h"
#include "rhythm/stated_rhythm.h"
#include "rhythm/variability_parts.h"
#include "rwave/recording.h"
#include "rwave/rhythm.h"

namespace rwave {

// What a report is made of. Sample numbers are frames of the recording.
struct HolterInput {
  // Of the recording; its length grows to the last beat where annotations go beyond it.
  RecordingInfo info;
  // False for annotations alone: then there are no strips, and pauses are stated more carefully.
  bool has_signal = false;
  // "model template-rr", "annotator atr".
  std::string labelled_by;
  // In order of time.
  std::vector<LabelledBeat> beats;
  // Unanalyzable, ventricular fibrillation; in order of first samples.
  std::vector<KnownSpan> spans;
  // Of the signal in unanalyzable spans: parts in which a heart would show and none does (silent_parts() of
  // rhythm/quiet.h), in order.
  std::vector<SampleSpan> silent{};
  // By a person, over what the rules find; in order and apart.
  std::vector<StatedRhythm> stated{};
};

// A heart rate with the beat that it ends at.
struct RateAt {
  // Beats per minute; NaN where there is none.
  double rate = std::numeric_limits<double>::quiet_NaN();
  // A frame of the recording; -1 where there is no rate.
  std::int64_t sample = -1;
};

// Of one hour, or of the whole. Rates are over 8 successive intervals that nothing cuts; NaN where there are
// none.
struct HolterFigures {
  // Length, and what of it can be analysed, s.
  double seconds = 0, analyzable = 0;
  std::int64_t beats = 0;
  // Beats of each class, N S V F Q; paced beats are Q.
  std::array<std::int64_t, beat_classes> by_class{};
  // Of them those in unanalyzable spans, where noise passes for beats: people's tables and charts leave them
  // out, as do all shares and frequencies.
  std::array<std::int64_t, beat_classes> in_noise{};
  // Paced beats outside unanalyzable spans.
  std::int64_t paced = 0;
  double mean_rate = std::numeric_limits<double>::quiet_NaN();
  // The slowest and the fastest, with where to look.
  RateAt min_rate, max_rate;
  // Two beats in a row and no more; three and more are a run.
  std::int64_t v_couplets = 0, v_runs = 0, s_couplets = 0, s_runs = 0;
  // Of the V runs those that are tachycardia by their rate, and of these those of 30 s and more.
  std::int64_t vt = 0, sustained_vt = 0;
  // Three V beats in a row and more that are not surely V (EpisodeOptions::least_v): no run.
  std::int64_t v_runs_doubtful = 0;
  // Pauses of 2 s and more (RhythmKind::Pause).
  std::int64_t pauses = 0;
  // Seconds of atrial fibrillation outside unanalyzable spans, of ventricular fibrillation and flutter, of
  // ventricular bigeminy and trigeminy.
  double af_seconds = 0, vf_seconds = 0, bigeminy_seconds = 0, trigeminy_seconds = 0;
};

// A report's content, ready to be shown in any form.
struct Holter {
  HolterInput input;
  // In order of their first samples; statements of a person are in it.
  std::vector<Episode> episodes;
  // Interval before each beat, s; 0 where it is no interval between successive beats.
  std::vector<double> rr;
  // Of the whole recording.
  HolterFigures total;
  // Of each hour, counted from the recording's first sample and not from the clock's full hour.
  std::vector<HolterFigures> hours;
  // Pauses of 2.0, 2.5 and 3.0 s and more.
  std::array<std::int64_t, 3> pauses_from{};
  // Intervals as long in which something like a beat lies, or which may hide one: no pauses.
  std::int64_t doubtful_pauses = 0;
  // Indices into episodes; -1: there is none.
  std::int64_t longest_pause = -1, longest_v_run = -1, fastest_v_run = -1, longest_s_run = -1,
               longest_af = -1;
  // Episodes of atrial fibrillation: in all, and below the guidelines' 30 s.
  std::int64_t af_episodes = 0, short_af_episodes = 0;
  Variability variability;
  // Seconds after midnight at the first sample; -1 where the file states no time of day, or one that there is
  // not.
  double start_of_day = -1;
};

// `options` without its functions for annotations without a signal.
Holter make_holter(HolterInput input, const EpisodeOptions& options = {});

// Time of a sample as people read it: the time of day where the file states one, else from the begin. From
// the second day on with the day's number: "2d 13:04:05".
std::string time_text(const Holter& holter, std::int64_t sample);

// Share of the time that can be analyzed; where it is less, what is stated is not the heart's rhythm.
inline constexpr double least_analyzable = 0.1;

// Parts of the unanalyzable spans, 5 s and more, without any sign of a heart: no beat lies in them, or they
// are `input.silent`. In order and apart; of annotations alone none. The one definition, for the report and
// for the queue of `rwave serve`.
std::vector<SampleSpan> silent_spans(const HolterInput& input);

// What must be looked at first, in this order: that less than a tenth can be analyzed, ventricular
// fibrillation or flutter, VT of 6 beats and more, asystole, spans of 5 s without any sign of a heart, pauses
// of 3 s, supraventricular runs of 30 s, AF above 110 per minute, more than 10 % V beats. A sentence each
// with the count and the first time; may be empty.
std::vector<std::string> urgent_findings(const Holter& holter);

// The first sample of an hour, counted from 0.
std::int64_t first_of_hour(const Holter& holter, std::size_t hour);

// Length of an episode, s.
double seconds_of(const Holter& holter, const Episode& episode);

// Tachycardia of V beats is stated from three beats on. It is sustained from this length on, s, and looked at
// first from that many beats on.
inline constexpr double sustained_vt_seconds = 30;
inline constexpr std::int64_t urgent_vt_beats = 6;
// Whether an episode is looked at first: the one definition, for the report and for the queue of `rwave
// serve`. `rate`: samples a second.
bool is_urgent(const Episode& episode, double rate);

// What a figure counts, in a sentence. `key` as in the JSON.
struct FigureDefinition {
  std::string_view key, name, text;
};
std::span<const FigureDefinition> figure_definitions();

// Share in per cent; NaN of nothing.
double per_cent(double part, double whole);

// Beats outside unanalyzable spans: all, those of a class, and the share of a class of all in per cent, NaN
// of none.
std::int64_t analyzable_beats(const HolterFigures& figures);
std::int64_t analyzable_beats(const HolterFigures& figures, BeatClass of);
double burden(const HolterFigures& figures, BeatClass of);

// Share of the analyzable time that fibrillates, per cent. NaN where none is seen in less than the 30 s that
// an episode by intervals takes: nobody can say that there is none.
double fibrillation_burden(const HolterFigures& figures);

}  // namespace rwave
