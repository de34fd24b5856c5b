#pragma once
// Rhythm episodes of the beats as they come: EpisodeStream (src/rhythm/episode_stream.cpp) with all its
// statements.

#include <array>
#include <cstdint>

#include "lines.h"
#include "rhythm/irregularity.h"
#include "rhythm/rules.h"

namespace rwave::embedded {

// Events that wait for the caller, as he takes them.
class Events {
 public:
  void push_back(const EpisodeEvent& event) {
    const Episode& e = event.episode;
    waiting.push_back({e.first, e.end, static_cast<std::int32_t>(e.beats), static_cast<float>(e.mean_rate),
                       static_cast<float>(e.max_rate), static_cast<std::uint8_t>(e.kind),
                       static_cast<std::uint8_t>(event.ended ? 1 : 0)});
  }
  std::size_t room() const { return waiting.room(); }

  Queue<rwave_embedded_episode, 16> waiting;
};

// Whether the signal between two beats is quiet (quiet_between, RecentSignal), from running maxima: the
// desktop keeps the last 30 s for the question.
class Quiet {
 public:
  Quiet() = default;
  Quiet(double rate, const CountRing& counts) : rate_(rate), counts_(&counts) {}

  // The beat after which the next question is asked; and how far it is known that no beat comes.
  void begin(std::int64_t beat);
  void advance(std::int64_t sample);
  // Of the span from that beat to `second`.
  bool until(std::int64_t second);

 private:
  double change_at(std::int64_t sample) const;
  double steepest(std::int64_t first, std::int64_t end) const;
  std::int64_t samples_in(double seconds) const;
  void look(std::int64_t end);

  double rate_ = 1;
  const CountRing* counts_ = nullptr;
  std::int64_t beat_ = 0, looked_ = 0;
  double own_ = 0, between_ = 0;
};

// statements/fibrillation.cpp in few bytes an interval.
class AtrialFibrillation {
 public:
  AtrialFibrillation() = default;
  // `scratch`: 256 doubles, free for others between calls.
  AtrialFibrillation(Arena& arena, double rate, double min_seconds, double* scratch);

  void add(const RhythmBeat& beat, Events& events);
  void finish(Events& events) { restart(events); }

 private:
  struct Interval {
    std::uint32_t end;     // sample, the lower half
    std::uint16_t length;  // samples
    std::uint16_t beat;    // number of the beat at its end, the lower half
  };
  static constexpr std::size_t most = fibrillation_windows.back(), share_reach = 40, look_ahead = 64;
  static constexpr std::size_t most_labels = most + 4 * share_reach + look_ahead;

  const Interval& interval(std::size_t i) const { return intervals_[(first_ + i) % most]; }
  void add_interval(const Interval& interval, Events& events);
  void restart(Events& events);
  void look(std::size_t centre, Events& events);
  void extend(const Interval& interval, Events& events);
  void end_episode(Events& events);
  double ventricular_share(std::uint32_t beat) const;
  // Intervals that nothing followed for 65,536 beats have a share that says nothing, as most of those are V.
  std::uint32_t whole_number(std::uint16_t low) const {
    return beats_ - static_cast<std::uint16_t>(static_cast<std::uint16_t>(beats_) - low);
  }

  double rate_ = 1, min_seconds_ = 0;
  double* scratch_ = nullptr;
  Interval* intervals_ = nullptr;  // a ring of `most`
  BitRing ventricular_;            // by number of the beat
  std::size_t first_ = 0, count_ = 0, dropped_ = 0, next_ = 0;
  std::uint32_t beats_ = 0, ventricular_first_ = 0;
  std::int64_t last_ = 0;
  bool last_ventricular_ = false;
  OngoingEpisode episode_;
  std::int64_t first_sample_ = 0, end_ = 0;
  bool announced_ = false;
};

// statements/pauses.cpp where the signal is there to be asked; asystole is LiveAsystole's.
class Pauses {
 public:
  void add(const RhythmBeat& beat, Quiet& quiet, Events& events);

 private:
  std::int64_t last_ = 0;
};

class LiveEpisodes {
 public:
  LiveEpisodes(Arena& arena, double rate, const CountRing& counts, double* scratch);
  // Takes what the episodes take.
  static void count(Arena& arena, double rate);

  // As EpisodeStream's.
  static constexpr std::size_t most_at_once = 12;  // events that one step, or the end, brings forth

  void add_beat(std::int64_t sample, char label);
  void add_span(RhythmKind kind, SampleSpan span);
  void set_open_span(std::int64_t since) { open_ = since; }
  // False where events must be taken first, as when fibrillation closes that held 40 beats back: then to be
  // called again, before anything else is added.
  bool advance(std::int64_t before);
  // Beats before that sample lie in ventricular fibrillation whose end is not known: where too many wait for
  // it, they are decided without their intervals, as its span will have it.
  void decide_hidden(std::int64_t before);
  // False where events must be taken first: then to be called again.
  bool finish(std::int64_t frames);

  Events events;

 private:
  bool cut(std::int64_t from, std::int64_t to);
  std::int64_t oldest() { return waiting_.front().sample(newest_); }
  void decide_oldest(bool hidden);
  void add(const RhythmBeat& beat);

  double rate_ = 1;
  Queue<PackedBeat, 48> waiting_;
  Queue<SampleSpan, 12> spans_;
  std::int64_t newest_ = -1, last_ = -1, open_ = -1;
  Quiet quiet_;
  AtrialFibrillation fibrillation_;
  std::array<RunsRule, 3> runs_;
  std::array<PatternRule, 3> patterns_;
  Pauses pauses_;
  std::array<RateEpisodesRule, 2> rates_;
};

}  // namespace rwave::embedded
