// The timing of simulated beats.
#include "synth/beat_sequence.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

namespace rwave {
namespace {

std::vector<TimedBeat> draw_beats(const RhythmOptions& options, int count) {
  Rhythm rhythm(options, Random(1));
  std::vector<TimedBeat> beats;
  beats.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) beats.push_back(rhythm.next());
  return beats;
}

TEST(Rhythm, SinusKeepsItsRateAndVaries) {
  const auto beats = draw_beats({.heart_rate = 72, .shares = {1, 0, 0, 0, 0}}, 5000);
  double square = 0;
  for (const TimedBeat& beat : beats) {
    EXPECT_GT(beat.rr, 60 / 72.0 * 0.8);
    EXPECT_LT(beat.rr, 60 / 72.0 * 1.2);
    square += (beat.rr - 60 / 72.0) * (beat.rr - 60 / 72.0);
  }
  EXPECT_NEAR(beats.back().time / 5000, 60 / 72.0, 0.01);
  // The standard deviation of normal intervals at rest is some tens of milliseconds (Task Force 1996).
  EXPECT_NEAR(std::sqrt(square / 5000), 0.03, 0.015);
}

TEST(Rhythm, KindsComeInTheirShares) {
  const RhythmOptions options{.heart_rate = 72, .shares = {0.6, 0.15, 0.1, 0.05, 0.1}};
  std::array<int, beat_kinds> counts{};
  const int beats = 100'000;
  for (const TimedBeat& beat : draw_beats(options, beats)) ++counts[static_cast<std::size_t>(beat.kind)];
  for (std::size_t kind = 0; kind < counts.size(); ++kind) {
    EXPECT_NEAR(static_cast<double>(counts[kind]) / beats, options.shares[kind], 0.01) << "kind " << kind;
  }
}

TEST(Rhythm, VentricularBeatsAreEarlyAndPauseInFull) {
  const RhythmOptions options{.heart_rate = 60, .shares = {0.95, 0, 0.05, 0, 0}};
  const auto beats = draw_beats(options, 5000);
  int seen = 0;
  for (std::size_t i = 0; i + 1 < beats.size(); ++i) {
    if (beats[i].kind != BeatKind::Ventricular || beats[i + 1].kind != BeatKind::Normal) continue;
    if (i > 0 && beats[i - 1].kind != BeatKind::Normal) continue;
    EXPECT_LT(beats[i].rr, 0.85);
    EXPECT_NEAR(beats[i].rr + beats[i + 1].rr, 2, 0.35) << "the sinus rhythm goes on beneath";
    ++seen;
  }
  EXPECT_GT(seen, 100);
}

TEST(Rhythm, AtrialBeatsAreEarlyAndResetTheSinusNode) {
  const RhythmOptions options{.heart_rate = 60, .shares = {0.9, 0.1, 0, 0, 0}};
  const auto beats = draw_beats(options, 5000);
  for (std::size_t i = 0; i + 1 < beats.size(); ++i) {
    if (beats[i].kind != BeatKind::AtrialPremature || beats[i + 1].kind != BeatKind::Normal) continue;
    EXPECT_LT(beats[i].rr, 0.9);
    EXPECT_LT(beats[i].rr + beats[i + 1].rr, 2) << "no full compensatory pause";
  }
}

TEST(Rhythm, PacedBeatsComeInRunsAtAFixedInterval) {
  const RhythmOptions options{.heart_rate = 60, .shares = {0.8, 0, 0, 0, 0.2}};
  int run = 0;
  for (const TimedBeat& beat : draw_beats(options, 5000)) {
    if (beat.kind == BeatKind::Paced) {
      EXPECT_DOUBLE_EQ(beat.rr, 1.04);
      ++run;
    } else if (run > 0) {
      EXPECT_GE(run, 3);
      run = 0;
    }
  }
}

}  // namespace
}  // namespace rwave
