#include "synth/beat_sequence.h"

#include <cmath>
#include <numbers>
#include <utility>

namespace rwave {
namespace {

// Pacing comes in runs, as a pacemaker goes on until the heart beats by itself; single paced beats
// would be a rhythm that no patient has.
constexpr int shortest_run = 3;  // of paced beats
constexpr int longest_run = 6;
constexpr double mean_run = (shortest_run + longest_run) / 2.0;

double share_of(const RhythmOptions& options, BeatKind kind) {
  return options.shares[static_cast<std::size_t>(kind)];
}

}  // namespace

Rhythm::Rhythm(const RhythmOptions& options, const Random& random) : options_(options), random_(random) {}

// Outside a run, each beat begins one with the chance that makes paced beats their share of all:
// share = s run / (1 - s + s run), for s; the other kinds share what is left as they do the rest of the
// beats.
BeatKind Rhythm::draw_kind() {
  if (paced_left_ > 0) {
    --paced_left_;
    return BeatKind::Paced;
  }
  const double paced = share_of(options_, BeatKind::Paced);
  if (random_.uniform() < paced / (mean_run * (1 - paced) + paced)) {
    paced_left_ = shortest_run - 1 + static_cast<int>(random_.below(longest_run - shortest_run + 1));
    return BeatKind::Paced;
  }
  double draw = random_.uniform() * (1 - paced);
  for (const BeatKind kind : {BeatKind::AtrialPremature, BeatKind::Ventricular, BeatKind::Fusion}) {
    draw -= share_of(options_, kind);
    if (draw < 0) return kind;
  }
  return BeatKind::Normal;
}

// Two sines stand for respiration and for the slow waves of blood pressure (Mayer waves), the two
// bands that Task Force 1996 calls HF and LF. The drift is a random walk that is pulled back by a
// twentieth at each beat, so that the rate stays near its mean however long the recording is.
double Rhythm::sinus_interval() {
  constexpr double turn = 2 * std::numbers::pi;
  drift_ = 0.95 * drift_ + 0.006 * random_.normal();
  const double swing = 0.03 * std::sin(turn * 0.25 * time_) + 0.025 * std::sin(turn * 0.1 * time_);
  return 60 / options_.heart_rate * (1 + swing + drift_);
}

double Rhythm::interval_before(BeatKind kind) {
  const double sinus = sinus_interval();
  const double pause = std::exchange(pause_, 1.0);
  switch (kind) {
    case BeatKind::AtrialPremature:
      // The sinus node is reset by the early P wave: the next interval is a little longer than a
      // sinus interval and not compensatory.
      pause_ = 1.08;
      return sinus * (0.6 + 0.16 * random_.uniform());
    case BeatKind::Ventricular: {
      const double coupling = 0.55 + 0.17 * random_.uniform();
      // The sinus node is not reset, so its next beat but one comes in time: coupling and pause
      // together are two intervals.
      pause_ = 2 - coupling;
      return sinus * coupling;
    }
    case BeatKind::Fusion:
      return sinus * pause * (0.93 + 0.05 * random_.uniform());
    case BeatKind::Paced:
      return 60 / options_.heart_rate * 1.04;
    case BeatKind::Normal:
      break;
  }
  return sinus * pause;
}

TimedBeat Rhythm::next() {
  const BeatKind kind = draw_kind();
  const double rr = interval_before(kind);
  time_ += rr;
  return {kind, time_, rr};
}

}  // namespace rwave
