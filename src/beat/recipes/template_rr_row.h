#pragma once
// From a beat's window and its place in time to a row of the recipe "rhythm".

#include <array>
#include <deque>
#include <vector>

#include "beat/recipes/rr_history.h"

namespace rwave {

inline constexpr double rhythm_rate = 100;     // Hz
inline constexpr int rhythm_width = 90;        // from 0.35 s before the R peak to 0.54 s after it
inline constexpr double rhythm_before = 0.35;  // s
inline constexpr int rhythm_channels = 2;

// How far a beat may be moved in time to meet the usual one: 50 ms, as far as detectors disagree.
inline constexpr int rhythm_slack = 5;  // samples

// A filtered lead around an R peak; and as far more on both sides as it may be moved, less its own median, 0
// where not recorded.
using RhythmWindow = std::array<float, rhythm_width>;
using RhythmStretch = std::array<float, rhythm_width + 2 * rhythm_slack>;

// What a row is made of. Intervals in seconds; rr = 0 where there is no beat before this one.
struct RhythmBeat {
  RhythmStretch stretch{};
  bool whole = false;  // false: too much was not recorded, the stretch says nothing
  double rr = 0;
  double next = RrHistory::longest_next;
};

// One patient's beats, in order of time.
//
// Each beat is first moved, by up to 50 ms, to where its QRS complex resembles the usual one's most: R peaks
// are marked on different waves of a complex, and where one is marked is not how a beat looks.
//
// Usual are the beats that waited their turn (RrHistory::steady): where every second beat comes early, or
// most of them do, the others still tell what the patient's own beat looks like. Until five of them are known
// all beats count.
//
// A row has two channels of 90 values.
//   Channel 0, at R - 0.35 s, R - 0.34 s, ...: the beat less the patient's usual beat, which is the median of
//   the last 15 usual ones, over the patient's amplitude, which is the median of the last 32 usual beats'
//   peak-to-peak values within R - 0.15 s .. R + 0.19 s; limited to -8 .. 8.
//   Channel 1: 21 timings (rr_history.h) times 5, which brings them to about the same spread; then how the
//   beat departs from the usual one, times the factors of the source:
//     21 correlation of the QRS complexes (R - 0.1 s .. R + 0.14 s)
//     22 mean |difference| of the two over the amplitude
//     23 correlation of what comes before them, where a P wave is (R - 0.25 s .. R - 0.07 s)
//     24 mean |difference| of the two over the amplitude
//     25 median of that correlation over the usual beats, of which fibrillation and noise leave little
//     26 height of the usual beat there, over the amplitude
//   and 63 zeros. Turning the lead upside down changes the sign of channel 0 and nothing in channel 1.
//
// Neither the beat itself nor the usual beat is in the row: networks that saw them knew their training
// patients by them and were worse on others; so were those that were told its width, height and steepness.
class RhythmRows {
 public:
  static constexpr int shape_features = 6;

  // Appends the beat's row where its window is whole; the beat joins the history in any case.
  void append(const RhythmBeat& beat, std::vector<float>& values);

 private:
  // The last beats of a kind.
  struct Kind {
    std::deque<RhythmWindow> windows;
    std::deque<float> heights;

    void add(const RhythmWindow& window);
  };

  const Kind& usual_kind() const;
  RhythmWindow aligned(const RhythmStretch& stretch) const;
  float amplitude();
  void renew_usual_beat();
  std::array<float, shape_features> shape_of(const RhythmWindow& window, float amplitude);

  RrHistory intervals_;
  Kind all_, steady_;
  RhythmWindow usual_{};  // their median
  std::vector<float> scratch_;
  std::vector<RhythmWindow> sorted_;
};

}  // namespace rwave
