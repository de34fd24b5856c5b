#pragma once
// The order and timing of simulated beats: a sinus rhythm with ectopic beats and paced runs in it.

#include <array>

#include "math/random.h"
#include "synth/waves.h"

namespace rwave {

struct RhythmOptions {
  // Sinus beats a minute.
  double heart_rate = 72;
  // Of all beats, by BeatKind; they add to 1.
  std::array<double, beat_kinds> shares{1, 0, 0, 0, 0};
};

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
  Rhythm(const RhythmOptions& options, const Random& random);

  TimedBeat next();

 private:
  BeatKind draw_kind();
  double sinus_interval();
  double interval_before(BeatKind kind);

  RhythmOptions options_;
  Random random_;
  double time_ = 0;
  double drift_ = 0;
  // The next interval, times the sinus interval.
  double pause_ = 1;
  int paced_left_ = 0;
};

}  // namespace rwave
