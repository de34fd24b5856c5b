#pragma once
// Which candidates are beats: the sequence that evidence and rhythm together make most likely.

#include <array>
#include <cstddef>
#include <cstdint>

#include "signal/detect/timing.h"

namespace rwave {

// A Viterbi search over candidates with a fixed lag. A sequence of beats scores the sum of its beats'
// evidence less what each of its RR intervals costs; a candidate is decided `lag` after it, as the
// best sequence up to then has it, and what contradicts the decision is dropped. The rules of thumb of other
// detectors are special cases: a refractory time is an infinite cost, a T wave loses against its beat because
// the short interval between them costs more than it brings, and search-back is the cost of a long interval,
// which a weak candidate within it saves. Nothing has to be undone.
class BeatPath {
 public:
  // `lag`: a candidate is decided this many seconds after it was added. `shift` is added to all evidence.
  explicit BeatPath(double lag = live_horizon.decide, double shift = live_horizon.sensitivity)
      : lag_(lag), shift_(shift) {}

  // Candidates in order of time (s). `evidence`: log-odds of being a beat. `sample` is handed through.
  // `beats`: anything with push_back; what is decided to be beats by then is appended.
  template <class Beats>
  void add(double time, float evidence, std::int64_t sample, Beats& beats) {
    advance(time, beats);
    // Candidates lie further apart than a full list would have them; it must hold all the same.
    if (count_ == most_undecided) take(undecided_.front().time + lag_, beats);
    append(time, evidence, sample);
  }

  // Says that no candidate comes before `time`.
  template <class Beats>
  void advance(double time, Beats& beats) {
    while (count_ > 0 && undecided_.front().time + lag_ <= time) take(undecided_.front().time + lag_, beats);
  }

 private:
  // A sequence of beats, by its last one.
  struct Sequence {
    // Of its last beat, s.
    double time = 0;
    // Evidence of its beats less the cost of its intervals, log-odds; counted from the last decided beat
    // on, so that it keeps its precision over days.
    double score = 0;
    // Running mean of its intervals, s: what the next one is measured by.
    double mean_rr = 0;
    // s. A beat is early only where its interval is short against this and the mean: in bigeminy one of
    // them expects it.
    double last_rr = 0;
    // Of its last beat, handed through.
    std::int64_t sample = 0;
    // Undecided sequence it continues; -1: what is decided. A byte: devices keep these lists too.
    std::int8_t before = -1;
    // Whether it agrees with what was decided.
    bool possible = true;
  };

  // The sequence with one more beat at `time`, `gain` for its evidence.
  Sequence extend(const Sequence& sequence, double time, double gain) const;
  // Whether the sequence passes through that earlier candidate.
  bool continues(std::size_t sequence, std::size_t ancestor) const;
  // Adds the candidate as the end of the best sequence that may end there; where none may, it stays in the
  // list as no beat, so that each candidate is decided in its turn. Costs a look at every undecided one.
  void append(double time, float evidence, std::int64_t sample);
  // Whether the oldest candidate is a beat, which decided_ then is.
  bool decide(double time);

  // Decides the oldest candidate as it stands at `time`, s, and hands it on where it is a beat.
  template <class Beats>
  void take(double time, Beats& beats) {
    if (decide(time)) beats.push_back(decided_.sample);
  }

  // Of candidates 0.07 s apart within the longest lag, 0.7 s, there are eleven.
  static constexpr std::size_t most_undecided = 12;

  // s, and log-odds: as the constructor has them.
  double lag_, shift_;
  // Oldest first. An array: a device without a heap runs this too (embedded/).
  std::array<Sequence, most_undecided> undecided_;
  // Of undecided_, those in use.
  std::size_t count_ = 0;
  // The decided beats as one sequence, which every undecided one continues; no beat yet where begun_ is
  // false.
  Sequence decided_;
  // Whether any beat was decided.
  bool begun_ = false;
};

}  // namespace rwave
