#pragma once
// The order and timing of simulated beats: a sinus rhythm with ectopic beats and paced runs in it.

#include <array>

#include "math/random.h"
#include "synth/waves.h"

namespace rwave {

// How a patient's heart beats.
struct RhythmOptions {
  // Sinus beats per minute.
  double heart_rate = 72;
  // Of all beats, by BeatKind; they add to 1.
  std::array<double, beat_kinds> shares{1, 0, 0, 0, 0};
};

// A beat's kind and place in time, without its shape (waves.h).
struct TimedBeat {
  BeatKind kind = BeatKind::Normal;
  // Of the R peak, s from the recording's beginning.
  double time = 0;
  // s since the beat before.
  double rr = 0;
};

// Beats one after the other, without end. The sinus interval swings with respiration (0.25 Hz) and with the
// vessels' slow waves (0.1 Hz), and drifts at random. An atrial premature beat resets the sinus node, a
// ventricular one is followed by the compensatory pause, fusion comes nearly in time, pacing comes in runs at
// a fixed interval.
class Rhythm {
 public:
  // Draws from its own copy of `random`, so that beats do not depend on what else is drawn.
  Rhythm(const RhythmOptions& options, const Random& random);

  // The next beat; its time is later than that of all before.
  TimedBeat next();

 private:
  // By the shares; a paced beat begins a run of 3 to 6.
  BeatKind draw_kind();
  // s, as the sinus node has it now: the mean, its swings and its drift.
  double sinus_interval();
  // s before a beat of that kind; sets the pause after it.
  double interval_before(BeatKind kind);

  RhythmOptions options_;
  Random random_;
  // Of the last beat, s.
  double time_ = 0;
  // Share by which the sinus interval has drifted from its mean.
  double drift_ = 0;
  // Factor of the next sinus interval: above 1 after an early beat.
  double pause_ = 1;
  // Beats of the present paced run that are still to come.
  int paced_left_ = 0;
};

}  // namespace rwave
