// Runs of V beats and the pulse: what goes on through a run, what follows it, and what tells nothing.
#include "classify/whole/pulse_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "signal/memory_recording.h"
#include "support/pulse_signal.h"
#include "support/support.h"

namespace rwave::whole {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A heart at 75 a minute for 90 s, in whose labels ten V beats at 200 a minute lie from 1:00.3 on; its
// pulse comes 0.3 s after each of `pulse_of`'s beats.
class RunsAndPulse : public ::testing::Test {
 protected:
  static constexpr double seconds = 90, rate = 360, sinus = 0.8, tachycardia = 0.3, run_at = 60.3;  // s, Hz
  static constexpr int run_beats = 10;

  RunsAndPulse() {
    for (double at = 0.5; at < seconds - 1; at += sinus) sinus_.push_back(at);
    for (int i = 0; i < run_beats; ++i) run_.push_back(run_at + i * tachycardia);
    for (const double at : sinus_)
      if (!in_run(at)) add_beat(at, 'N');
    for (const double at : run_) add_beat(at, 'V');
    std::ranges::sort(labels_.beats, {}, &LabelledBeat::sample);
    recording_.signal(1).name = "PLETH";
    recording_.signal(2).name = "RESP";
    recording_.signal(2).units = "pm";
    set_pulse(1, sinus_);
  }

  static bool in_run(double at) { return at > run_at - 0.3 && at < run_at + run_beats * tachycardia + 0.2; }
  void add_beat(double at, char label) { labels_.beats.push_back({std::llround(at * rate), label, 0.99F}); }

  void set_pulse(std::size_t signal, const std::vector<double>& beats, double delay = 0.3) {
    std::vector<double> feet;
    for (const double beat : beats) feet.push_back(beat + delay);
    const auto samples = testing::pulse_signal(feet, seconds, rate);
    for (std::size_t i = 0; i < samples.size(); ++i)
      recording_.samples(signal)[i] = static_cast<std::int32_t>(1000 * samples[i]);
  }

  // The beats before and after the run, and within it those given.
  std::vector<double> outside_run_and(const std::vector<double>& within) const {
    std::vector<double> beats = within;
    for (const double at : sinus_)
      if (!in_run(at)) beats.push_back(at);
    std::ranges::sort(beats);
    return beats;
  }

  // V beats left of the run when the pulse was asked.
  int confirmed() {
    Classification checked = labels_;
    check_runs_by_pulse(recording_, checked);
    checked_ = checked;
    return static_cast<int>(std::ranges::count(checked.beats, 'V', &LabelledBeat::label));
  }

  testing::MemoryRecording recording_ = testing::MemoryRecording::simulated(seconds, 3);
  std::vector<double> sinus_, run_;
  Classification labels_, checked_;
};

TEST_F(RunsAndPulse, APulseThatGoesOnDeniesTheRun) {
  EXPECT_EQ(confirmed(), 0);
  ASSERT_EQ(checked_.unconfirmed.size(), 1U);
  const UnconfirmedRun& run = checked_.unconfirmed.front();
  EXPECT_EQ(run.beats, run_beats);
  EXPECT_EQ(run.signal, 1);
  EXPECT_NEAR(run.rate, 200, 1);
  EXPECT_NEAR(run.pulse_rate, 75, 1);
  // No interval begins or ends in it, that of its first beat included.
  EXPECT_THAT(checked_.unanalyzable, ElementsAre(SampleSpan{run.span.first - 1, run.span.end}));
  EXPECT_THAT(checked_.warnings, ElementsAre(HasSubstr("1 run of V beats not confirmed by the pulse")));
  EXPECT_THAT(checked_.warnings.front(), HasSubstr("at 1:00 200 a minute, PLETH 75"));
  for (const LabelledBeat& beat : checked_.beats)
    if (beat.sample >= run.span.first && beat.sample < run.span.end) {
      EXPECT_EQ(beat.label, 'Q');
      EXPECT_EQ(beat.probability, 0);
    }
}

TEST_F(RunsAndPulse, WhateverItsDelayIs) {
  for (const double delay : {0.15, 0.2, 0.3, 0.4, 0.7}) {
    set_pulse(1, sinus_, delay);
    EXPECT_EQ(confirmed(), 0) << delay;
  }
}

TEST_F(RunsAndPulse, ATachycardiaOfThePulseStays) {
  for (const double delay : {0.2, 0.3, 0.4}) {
    set_pulse(1, outside_run_and(run_), delay);
    EXPECT_EQ(confirmed(), run_beats) << delay;
  }
  EXPECT_THAT(checked_.unconfirmed, IsEmpty());
  EXPECT_THAT(checked_.warnings, IsEmpty());
}

// Every second beat has a pulse, which then comes at nearly the pace of before: as an artefact's, whatever
// beat it begins with and however early that comes.
TEST(PulseEvidenceOfATachycardia, AnAlternatingPulseDeniesNone) {
  constexpr double sinus = 0.8, rate = 1000, delay = 0.25;  // s, Hz, s
  int runs = 0, within = 0;
  for (double step = 0.42 * sinus; step < 0.585 * sinus; step += 0.01 * sinus)
    for (double coupling = 0.35 * sinus; coupling < 0.755 * sinus; coupling += 0.05 * sinus)
      for (const int parity : {0, 1})
        for (int length = 3; length <= 14; ++length) {
          std::vector<LabelledBeat> beats;
          std::vector<PulseWave> pulses;
          double at = 0.5;
          const auto beat = [&](char label, bool pulse) {
            beats.push_back({std::llround(at * rate), label, 1});
            if (pulse) pulses.push_back({at + delay, 1});
          };
          for (int i = 0; i < 40; ++i, at += sinus) beat('N', true);
          at += coupling - sinus;
          for (int i = 0; i < length; ++i, at += step) beat('V', i % 2 == parity);
          for (at += sinus - step; at < 60; at += sinus) beat('N', true);
          const auto found = pulse_evidence(pulses, beats, 40, 39 + static_cast<std::size_t>(length), rate);
          ASSERT_TRUE(found && found->known());
          ++runs;
          within += found->follows() ? 0 : 1;
          EXPECT_FALSE(found->goes_on()) << step << ' ' << coupling << ' ' << parity << ' ' << length;
        }
  EXPECT_GT(within, runs / 10);  // no interval departs: only that the pulse may alternate speaks for these
}

TEST_F(RunsAndPulse, APulseThatEndsBehindTheRunConfirmsIt) {
  const double end = run_.back() + 0.3;
  std::vector<double> until;
  for (const double at : sinus_)
    if (at < end) until.push_back(at);
  set_pulse(1, until);
  EXPECT_EQ(confirmed(), run_beats);
}

// The pulse goes on in time, but the second one in the run is half as high.
TEST_F(RunsAndPulse, ASmallPulseConfirmsTheRun) {
  std::vector<std::int32_t>& samples = recording_.samples(1);
  const auto small = std::ranges::find_if(sinus_, [](double at) { return at > run_at + 0.5; });
  const std::vector<double> foot = {*small + 0.3};
  const auto one = testing::pulse_signal(foot, seconds, rate);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] -= static_cast<std::int32_t>(500 * one[i]);
  EXPECT_EQ(confirmed(), run_beats);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] += static_cast<std::int32_t>(250 * one[i]);
  EXPECT_EQ(confirmed(), 0);
}

// Two and two V beats are no run of four where noise or a silence lies between them.
TEST_F(RunsAndPulse, NoiseAndSilenceCutARun) {
  const auto frame = [](double at) { return std::llround(at * rate); };
  for (std::size_t i = 0; i + 1 < run_.size(); i += 2)
    labels_.unanalyzable.push_back({frame(run_[i] + 0.1), frame(run_[i] + 0.2)});
  EXPECT_EQ(confirmed(), run_beats);
  labels_.unanalyzable.clear();
  std::erase_if(labels_.beats, [&](const LabelledBeat& beat) {
    return beat.sample > frame(run_[1] + 0.1) && beat.sample < frame(run_[1] + 2.2);
  });
  const auto left = std::ranges::count(labels_.beats, 'V', &LabelledBeat::label);
  ASSERT_EQ(left, 3);
  EXPECT_EQ(confirmed(), left);
}

TEST_F(RunsAndPulse, APulseLostInTheRunConfirmsIt) {
  set_pulse(1, outside_run_and({}));
  EXPECT_EQ(confirmed(), run_beats);
}

TEST_F(RunsAndPulse, AFlatLostOrClippedChannelSaysNothing) {
  std::vector<std::int32_t>& samples = recording_.samples(1);
  const std::vector<std::int32_t> whole = samples;
  const auto from = static_cast<std::size_t>(59 * rate), to = static_cast<std::size_t>(63 * rate);
  for (const std::int32_t held : {0, 1200, missing_sample}) {
    samples = whole;
    std::fill(samples.begin() + from, samples.begin() + to, held);
    EXPECT_EQ(confirmed(), run_beats) << held;
    std::ranges::fill(samples, held);
    EXPECT_EQ(confirmed(), run_beats) << held;
  }
}

TEST_F(RunsAndPulse, WithoutAnArterialPulseNothingIsAsked) {
  for (const char* name : {"V5", "PAP", "CVP"}) {
    recording_.signal(1).name = name;
    recording_.signal(1).units = name[0] == 'V' ? "mV" : "mmHg";
    EXPECT_EQ(confirmed(), run_beats) << name;
  }
}

// An idioventricular rhythm takes over near the sinus rate: each beat has its pulse, on time.
TEST_F(RunsAndPulse, ARunAtThePulsesOwnRateStays) {
  for (LabelledBeat& beat : labels_.beats) beat.label = 'N';
  std::erase_if(labels_.beats,
                [](const LabelledBeat& beat) { return in_run(static_cast<double>(beat.sample) / rate); });
  for (const double at : sinus_)
    if (in_run(at)) add_beat(at, 'V');
  std::ranges::sort(labels_.beats, {}, &LabelledBeat::sample);
  EXPECT_GE(confirmed(), 4);
}

TEST_F(RunsAndPulse, AnIrregularPulseSaysNothing) {
  std::vector<double> fibrillating;
  double at = 0.5;
  for (int i = 0; at < seconds - 1; ++i) {
    fibrillating.push_back(at);
    at += 0.5 + 0.6 * std::fmod(0.61803 * i, 1.0);
  }
  set_pulse(1, fibrillating);
  EXPECT_EQ(confirmed(), run_beats);
}

// Noise of a dead channel may be as regular as a pulse, and every beat has some of it near: two a beat are
// none.
TEST_F(RunsAndPulse, TwoPulsesABeatAreNoPulse) {
  std::vector<double> twice;
  for (double at = 0.5; at < seconds - 1; at += sinus / 2) twice.push_back(at);
  set_pulse(1, twice);
  // The run at another pace, so that a quarter of its beats has no pulse.
  int i = 0;
  for (LabelledBeat& beat : labels_.beats)
    if (beat.label == 'V') beat.sample = std::llround((run_at - 0.4 + 0.5 * i++) * rate);
  std::ranges::sort(labels_.beats, {}, &LabelledBeat::sample);
  const std::vector<RunPulse> pulses = pulses_of_runs(recording_, labels_);
  ASSERT_EQ(pulses.size(), 1U);
  EXPECT_GE(pulses[0].evidence.without_pulse, run_beats / 4);
  EXPECT_GE(pulses[0].evidence.coupled, 0.9);
  EXPECT_FALSE(pulses[0].evidence.known());
  EXPECT_EQ(confirmed(), run_beats);
}

// Each wave of a tachycardia counted twice: the pulse is regular, and slower than the run. No beat before it
// shows whose pulse it is.
TEST_F(RunsAndPulse, ATachycardiaThatFillsTheRecordingStays) {
  labels_.beats.clear();
  int v = 0;
  for (double at = 0.5; at < seconds - 1; at += sinus / 2) {
    add_beat(at, at > 40 && at < 40.4 ? 'Q' : 'V');  // two runs of less than a minute
    v += labels_.beats.back().label == 'V' ? 1 : 0;
  }
  EXPECT_EQ(confirmed(), v);
}

TEST_F(RunsAndPulse, OneChannelInWhichThePulseFollowsDecides) {
  recording_.signal(2).name = "ABP";
  recording_.signal(2).units = "mmHg";
  set_pulse(2, outside_run_and(run_), 0.2);
  EXPECT_EQ(confirmed(), run_beats);
  set_pulse(2, sinus_, 0.2);
  EXPECT_EQ(confirmed(), 0);
  EXPECT_EQ(checked_.unconfirmed.front().signal, 2);
  std::ranges::fill(recording_.samples(2), 0);
  EXPECT_EQ(confirmed(), 0);
  EXPECT_EQ(checked_.unconfirmed.front().signal, 1);
}

// Two channels of one name: the number says which of them.
TEST_F(RunsAndPulse, TheChannelIsToldByItsNumberWhereTwoHaveItsName) {
  recording_.signal(2).name = "PLETH";
  EXPECT_THAT(unconfirmed_text({{{1000, 2000}, 5, 200, 1, 75}}, recording_.info()),
              HasSubstr(" 200 a minute, PLETH (2) 75"));
}

TEST_F(RunsAndPulse, ACoupletIsNoRun) {
  for (LabelledBeat& beat : labels_.beats)
    if (beat.label == 'V' && beat.sample > std::llround((run_at + 1.5 * tachycardia) * rate))
      beat.label = 'S';
  EXPECT_EQ(confirmed(), 2);
}

// The pulse tells a run of V of f440s, whose alarm is false, and none of the true alarms of ventricular
// tachycardia.
TEST(AlarmsAndPulse, OfChallenge2015) {
  RWAVE_NEED_DATA(folder, "challenge2015");
  const Model model = Model::shipped_whole();
  EXPECT_THAT(classify_recording(*open_recording(folder / "f440s"), model).unconfirmed,
              ::testing::Contains(::testing::Field(&UnconfirmedRun::beats, ::testing::Ge(4))));
  for (const char* name :
       {"v132s", "v369l", "v564s", "v579l", "v607l", "v635l", "v726s", "v772s", "v818s", "v837l"})
    EXPECT_THAT(classify_recording(*open_recording(folder / name), model).unconfirmed, IsEmpty()) << name;
}

}  // namespace
}  // namespace rwave::whole
