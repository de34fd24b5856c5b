#pragma once
// Rhythm statements of labelled beats: episodes of atrial fibrillation, runs, pauses and the like, as they
// begin and end.
//
//   rwave::EpisodeStream stream(360);                      // Hz
//   stream.add_beat(beat.sample, beat.label);              // in order, as they are found
//   stream.advance(sample);                                // nothing begins before it any more
//   for (const rwave::EpisodeEvent& event : stream.take_events()) ...
//   stream.finish(frames);                                 // then take what is left
//
// docs/rhythm.md gives each statement's rule and how well it holds.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "rwave/api.h"
#include "rwave/classifier.h"

namespace rwave {

// What is stated of a segment. The order is that of precedence: where episodes overlap, the one named first
// is the one that a rhythm annotation states.
enum class RhythmKind : std::uint8_t {
  // "(NOISE": nothing can be said.
  Unanalyzable,
  // "(ASYS": no beat for seconds in a quiet signal.
  Asystole,
  // "(VFIB" and "(VFL": found from the signal, given to the stream by add_span().
  VentricularFibrillation,
  VentricularFlutter,
  // "(VT" and "(IVR": V beats in a row, told apart by their rate.
  VentricularTachycardia,
  IdioventricularRhythm,
  // "(AFIB": irregular intervals.
  AtrialFibrillation,
  // "(AFL": stated by a person alone; the rules tell flutter by no sign of its own (docs/rhythm.md).
  AtrialFlutter,
  // "(SVTA": S beats in a row, at 100 per minute or more.
  SupraventricularRun,
  // "(B", "(T" and "(AB": every second or third beat is ectopic.
  VentricularBigeminy,
  VentricularTrigeminy,
  AtrialBigeminy,
  // "(P": paced beats in a row.
  Paced,
  // No code: an event within another rhythm.
  Pause,
  // "(SBR" and "(ST": a slow or fast rate that lasts.
  Bradycardia,
  Tachycardia,
  // "(N": stated by a person, against what the rules find; they state no rhythm where nothing is found.
  SinusRhythm,
};

// The names of a statement. `code` is the text of a WFDB rhythm annotation, "(AFIB"; empty for a pause, which
// is an event within a rhythm. `key` is the name in JSON and CSV, `text` the one people read, `rule` the
// definition in one sentence.
struct RhythmName {
  RhythmKind kind;
  std::string_view code, key, text, rule;
};

// Of every kind, in the order of RhythmKind.
RWAVE_API std::span<const RhythmName> rhythm_names();
RWAVE_API const RhythmName& name_of(RhythmKind kind);

// Samples first .. end - 1, with the beats within. Rates are in beats per minute, 0 where there are fewer
// than two beats.
struct Episode {
  RhythmKind kind{};
  std::int64_t first = 0;
  // One past the last sample; `first` where the episode still goes on.
  std::int64_t end = 0;
  // Beats within; both rates are of their intervals. Of atrial fibrillation that a stream states, beats and
  // intervals without those at V beats; find_episodes() counts all.
  std::int64_t beats = 0;
  double mean_rate = 0;
  // Over 4 intervals, or over all where there are fewer.
  double max_rate = 0;

  bool operator==(const Episode&) const = default;
};

// An episode began (ended = false: `end` and the rates are as far as known) or ended.
struct EpisodeEvent {
  Episode episode;
  bool ended = false;
};

// Thresholds of the rules; the defaults are those of docs/rhythm.md, which says where each comes from.
struct EpisodeOptions {
  // s that atrial fibrillation by intervals alone lasts at least (the guidelines' 30 s).
  double min_af = 30;
  // s, the least length of atrial fibrillation that P waves around it, and none within, show as well. Not
  // less than 8: shorter irregular segments are ectopic beats more often.
  double min_short_af = 8;
  // s between two beats from which on it is a pause.
  double pause = 2;
  // s without a beat, in a signal known to be quiet.
  double asystole = 4;
  // Beats per minute, over 8 intervals, below which the heart is slow.
  double bradycardia = 50;
  // And above which it is fast.
  double tachycardia = 100;
  // Beats per minute from which on a run of V beats is a tachycardia.
  double vt_rate = 100;
  // Mean probability of the V labels from which on a run is stated.
  double least_v = 0.7;
  // The same where half of the 64 beats before are V: a broad rhythm of the atria is labelled V, but not
  // surely.
  double least_v_of_broad = 0.93;
  // s that a slow or fast rate must last.
  double min_rate_span = 30;

  // Whether nothing like a QRS complex lies between these two beats' samples. Asked for intervals of `pause`
  // and more only. Absent (annotations without a signal): only intervals below 4 s that are no multiple of
  // the intervals around them count as pauses, since a missed beat or lost signal cannot be told from a
  // pause.
  std::function<bool(SampleSpan)> quiet = {};

  // What precedes the QRS complex of the beat at this sample: 18 values per lead, lead after lead, 0.25 to
  // 0.07 s before the R peak, less their straight line; empty where that is not known. Asked where intervals
  // are irregular. Absent: fibrillation is told by intervals alone.
  std::function<std::vector<float>(std::int64_t)> before_qrs = {};
};

// Statements of one rhythm's beats as they come in. Memory does not grow. An event is given out at most
// `longest_delay_beats` beats and `EpisodeOptions::min_af` seconds after its cause, most at the next beat.
class RWAVE_API EpisodeStream {
 public:
  static constexpr int longest_delay_beats = 68;
  // Samples per second. A frame of EDF is as long as its slowest signal's sample, a minute and more; what is
  // above the highest is no recorder's rate but a mistake.
  static constexpr double lowest_rate = 0.01, highest_rate = 1e6;

  // `rate` in samples per second. Throws Error where it is out of these bounds.
  explicit EpisodeStream(double rate, EpisodeOptions options = {});
  EpisodeStream(EpisodeStream&&) noexcept;
  EpisodeStream& operator=(EpisodeStream&&) noexcept;
  ~EpisodeStream();

  // The next beat: N S V F Q, or / for a paced one. Of two beats at one sample the second is passed over;
  // one before its predecessor is an Error.
  void add_beat(std::int64_t sample, char label);

  // The same with the label's probability, which runs of V beats are judged by; 0 where it is not known.
  void add_beat(const LabelledBeat& beat);

  // A span in which nothing can be said, ventricular fibrillation or ventricular flutter, found by others. In
  // order of their first samples. Intervals that touch a span are not intervals between successive beats. A
  // span of one sample (an artifact's mark) cuts its interval and is no episode.
  void add_span(RhythmKind kind, SampleSpan span);

  // A span that began at this sample goes on; -1: none does. Intervals that end behind it are none, as
  // add_span() will say when its end is known.
  void set_open_span(std::int64_t since);

  // No beat and no span that begins before this sample is to come any more.
  void advance(std::int64_t sample);

  // The recording ends before this sample.
  void finish(std::int64_t frames);

  // What began and ended since the last call, in the order it became known.
  std::vector<EpisodeEvent> take_events();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// All episodes of a recording of `frames` frames, in order of their first samples. Supraventricular runs and
// atrial bigeminy within atrial fibrillation are left out: premature has no meaning there. `spans` are
// unanalyzable, fibrillation or flutter spans in any order.
struct KnownSpan {
  // Unanalyzable, VentricularFibrillation or VentricularFlutter.
  RhythmKind kind{};
  SampleSpan span;
};
RWAVE_API std::vector<Episode> find_episodes(std::span<const LabelledBeat> beats,
                                             std::span<const KnownSpan> spans, double rate,
                                             std::int64_t frames, const EpisodeOptions& options = {});

}  // namespace rwave
