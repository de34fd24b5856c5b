// Leads that show no heart: mains hum, noise, a rail, a tone. Next to a sound lead they have no part in peaks
// and labels; where no lead shows a heart, nothing is analyzable. Simulated recordings of five minutes, the
// second half spoiled.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

#include "record/wfdb_write.h"
#include "rwave/classification.h"
#include "signal/heart_watch.h"
#include "support/support.h"
#include "synth/simulate.h"

namespace rwave {
namespace {

constexpr double spoiled_seconds = 300, spoiled_rate = 360, spoiled_from = 150;

double hum_at(double t) {
  return 0.4 * std::sin(2 * std::numbers::pi * 50 * t);
}
double tone_at(double t) {
  return 0.2 * std::sin(2 * std::numbers::pi * 1.7 * t);
}
double rails_at(double t) {
  return std::fmod(t, 2.5) < 1.25 ? -4 : 4;
}

class NoHeart : public ::testing::Test {
 protected:
  // Labels of a recording of two leads of which `leads`, the first or both, are `value(seconds)` mV from the
  // middle on; what is found of it is compared with its beats in that part.
  template <class Value>
  void label(int leads, const Value& value) {
    Simulator simulator({.rate = spoiled_rate,
                         .seconds = spoiled_seconds,
                         .leads = 2,
                         .seed = 5,
                         .ectopic_share = 0,
                         .snr_db = 20});
    RecordingInfo info = simulator.info();
    std::vector<std::int32_t> adc(static_cast<std::size_t>(2 * info.frames));
    simulator.read(adc);
    for (std::size_t frame = static_cast<std::size_t>(spoiled_from * spoiled_rate); 2 * frame < adc.size();
         ++frame) {
      const double spoiled = value(static_cast<double>(frame) / spoiled_rate);
      for (std::size_t lead = 0; lead < static_cast<std::size_t>(leads); ++lead) {
        const SignalInfo& signal = info.signals[lead];
        adc[2 * frame + lead] =
            static_cast<std::int32_t>(std::lround(spoiled * signal.gain)) + signal.baseline;
      }
    }
    info.name = "sim";
    WfdbWriter writer(folder_.path(), info, 16);
    writer.write(adc);
    writer.commit();
    beats_ = 0;
    for (const Annotation& beat : simulator.take_beats()) beats_ += is_spoiled(beat.sample) ? 1 : 0;
    found_ = classify_recording(*open_recording(folder_ / "sim"), Model::shipped_whole());
  }

  static bool is_spoiled(std::int64_t sample) {
    return static_cast<double>(sample) > spoiled_from * spoiled_rate;
  }

  // Beats of the second half, all or those of one label.
  int labelled(char label = 0) const {
    return static_cast<int>(std::ranges::count_if(found_.beats, [&](const LabelledBeat& beat) {
      return is_spoiled(beat.sample) && (label == 0 || beat.label == label);
    }));
  }

  double unanalyzable_seconds() const {
    std::int64_t frames = 0;
    for (const SampleSpan& span : found_.unanalyzable) frames += span.end - span.first;
    return static_cast<double>(frames) / spoiled_rate;
  }

  // The sound lead alone speaks, and a warning says from when on.
  void expect_the_sound_lead_speaks() const {
    EXPECT_NEAR(labelled(), beats_, 3);
    EXPECT_GE(labelled('N'), beats_ - 3);
    EXPECT_LE(labelled('V'), 1);
    EXPECT_LT(unanalyzable_seconds(), 3);
    EXPECT_THAT(found_.warnings,
                ::testing::Contains(::testing::ContainsRegex("shows no heart .* from 2:[2-4][0-9] to")));
  }

  void expect_nothing_is_analyzable() const {
    EXPECT_GT(unanalyzable_seconds(), 140);
    EXPECT_LE(labelled(), 6);
  }

  testing::TemporaryFolder folder_;
  int beats_ = 0;
  Classification found_;
};

TEST_F(NoHeart, MainsHumInOneLeadHasNoVote) {
  label(1, hum_at);
  expect_the_sound_lead_speaks();
}

TEST_F(NoHeart, NoiseInOneLeadHasNoVote) {
  std::mt19937 generator(1);  // NOLINT: the same noise every time
  std::normal_distribution<double> noise(0, 0.3);
  label(1, [&](double) { return noise(generator); });
  expect_the_sound_lead_speaks();
}

TEST_F(NoHeart, AToneInOneLeadHasNoVote) {
  label(1, tone_at);
  expect_the_sound_lead_speaks();
}

TEST_F(NoHeart, ALeadFromRailToRailHasNoVote) {
  label(1, rails_at);
  expect_the_sound_lead_speaks();
}

TEST_F(NoHeart, HumInAllLeadsIsNotAnalyzable) {
  label(2, hum_at);
  expect_nothing_is_analyzable();
}

TEST_F(NoHeart, AToneInAllLeadsIsNotAnalyzable) {
  label(2, tone_at);
  expect_nothing_is_analyzable();
}

TEST_F(NoHeart, AllLeadsFromRailToRailAreNotAnalyzable) {
  label(2, rails_at);
  expect_nothing_is_analyzable();
}

TEST_F(NoHeart, AHumThatTheHeartStandsOutOfIsHeard) {
  Simulator simulator({.rate = spoiled_rate,
                       .seconds = spoiled_seconds,
                       .leads = 1,
                       .seed = 5,
                       .ectopic_share = 0,
                       .snr_db = 20});
  std::vector<std::int32_t> heart(static_cast<std::size_t>(simulator.info().frames));
  simulator.read(heart);
  const SignalInfo signal = simulator.info().signals.front();
  label(1, [&](double t) {
    const auto sample = static_cast<std::size_t>(std::lround(t * spoiled_rate));
    return (heart[sample] - signal.baseline) / signal.gain + hum_at(t);
  });
  EXPECT_THAT(found_.warnings, ::testing::Not(::testing::Contains(::testing::HasSubstr("shows no heart"))));
}

// Without noise the baseline of complexes that go one way is the least value of all, as a rail's would be: no
// beat was found in them.
TEST(HeartWatchRail, ABaselineWithoutNoiseIsNone) {
  constexpr double rate = 250;
  std::vector<float> lead;
  std::vector<std::int64_t> peaks;
  for (int i = 0; i < 120 * 250; ++i) {
    if (i % 250 == 10) peaks.push_back(i);
    lead.push_back(i % 250 < 20 ? 0.1F * static_cast<float>(10 - std::abs(i % 250 - 10)) : 0.0F);
  }
  HeartWatch sound(rate, 1);
  sound.push(lead);
  EXPECT_TRUE(sound.heartless(peaks).front().empty());
  std::fill(lead.begin() + 40 * 250, lead.begin() + 60 * 250, 5.0F);
  HeartWatch spoiled(rate, 1);
  spoiled.push(lead);
  const std::vector<SampleSpan> spans = spoiled.heartless(peaks).front();
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_NEAR(static_cast<double>(spans.front().first), 40 * rate, rate);
  EXPECT_NEAR(static_cast<double>(spans.front().end), 60 * rate, rate);
}

// An amplifier's filters leave a rail a ripple and overshoot it: no value is held, and the rail is no
// extreme.
TEST(HeartWatchRail, RailsThatAFilterRoundedAreSome) {
  constexpr double rate = 250;
  const auto lead = [](bool swings, double from, double to) {
    std::vector<float> samples;
    for (int i = 0; i < 120 * 250; ++i) {
      const double t = i / rate, ripple = i % 2 == 0 ? 0.0015 : 0;
      const double beat = 0.8 * std::exp(-std::pow((std::fmod(t, 0.8) - 0.4) / 0.02, 2));
      const double rail = std::fmod(t, 2.5) < 1.25 ? 1 : -1;
      const double overshoot = 0.2 * std::exp(-std::fmod(t, 1.25) / 0.05);
      const bool spoiled = t >= from && t < to;
      const double level = spoiled && !swings ? 8 : 0;
      samples.push_back(
          static_cast<float>(ripple + (spoiled && swings ? rail * (1.2 + overshoot) : beat + level)));
    }
    return samples;
  };
  HeartWatch watch(rate, 1);
  watch.push(lead(true, 40, 60));
  const std::vector<SampleSpan> spans = watch.heartless({}).front();
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_NEAR(static_cast<double>(spans.front().first), 40 * rate, 2 * rate);
  EXPECT_NEAR(static_cast<double>(spans.front().end), 60 * rate, 2 * rate);
  // A baseline without noise that an electrode's offset moves lies at both ends of the range, but not in
  // turn.
  HeartWatch moved(rate, 1);
  moved.push(lead(false, 60, 100));
  EXPECT_TRUE(moved.heartless({}).front().empty());
}

// Drift is a slow sine: small complexes on 8 mV of it were not looked for.
TEST(HeartWatchTone, DriftIsNone) {
  constexpr double rate = 250;
  std::vector<float> lead;
  std::vector<std::int64_t> peaks;
  for (int i = 0; i < 120 * 250; ++i) {
    if (i % 250 == 10) peaks.push_back(i);
    const double drift = 8 * std::sin(2 * std::numbers::pi * 0.15 * i / rate);
    lead.push_back(static_cast<float>(drift) +
                   (i % 250 < 20 ? 0.03F * static_cast<float>(10 - std::abs(i % 250 - 10)) : 0.0F));
  }
  HeartWatch watch(rate, 1);
  watch.push(lead);
  EXPECT_TRUE(watch.heartless(peaks).front().empty());
}

// Ventricular tachycardia whose waves an amplifier cuts off is at the rail for half of the time.
TEST(HeartWatchRail, ClippedTachycardiaIsNone) {
  constexpr double rate = 250;
  for (const int per_minute : {105, 120, 130}) {
    std::vector<float> lead;
    std::vector<std::int64_t> peaks;
    double phase = 0;
    for (int i = 0; i < 120 * 250; ++i) {
      const double before = phase;
      phase += per_minute / 60.0 / rate;
      if (std::floor(phase) > std::floor(before)) peaks.push_back(i);
      const double wave = i < 60 * 250 ? 0.4 * std::exp(-std::pow((phase - std::round(phase)) / 0.05, 2))
                                       : 3 * std::cos(2 * std::numbers::pi * phase);
      lead.push_back(static_cast<float>(std::clamp(wave, -1.2, 1.2)));
    }
    HeartWatch watch(rate, 1);
    watch.push(lead);
    EXPECT_TRUE(watch.heartless(peaks).front().empty()) << per_minute;
  }
}

// A lead of which nothing was recorded is missing, which is said elsewhere.
TEST(HeartWatchMissing, WhatWasNotRecordedIsNoLeadWithoutAHeart) {
  constexpr double rate = 250;
  std::vector<float> frames;
  std::vector<std::int64_t> peaks;
  for (int i = 0; i < 150 * 250; ++i) {
    if (i % 200 == 10) peaks.push_back(i);
    const auto noise = static_cast<float>(static_cast<unsigned>(i) * 2654435761U >> 16U & 7U) * 0.002F;
    frames.push_back(noise + (i % 200 < 20 ? 0.1F * static_cast<float>(10 - std::abs(i % 200 - 10)) : 0.0F));
    frames.push_back(std::numeric_limits<float>::quiet_NaN());
  }
  HeartWatch watch(rate, 2);
  watch.push(frames);
  EXPECT_TRUE(watch.heartless(peaks)[1].empty());
}

// Noise in one lead of an ECG of 10 s made false beats: fewer than 65 beats were not looked at.
TEST(HeartWatchFewBeats, NoiseNextToASoundLeadIsTold) {
  constexpr double rate = 500;
  std::mt19937 generator(2);  // NOLINT: the same noise every time
  std::normal_distribution<float> noise(0, 1);
  for (const float height : {0.0F, 0.4F, 1.0F}) {  // mV, of the complexes in noise of .3 mV
    std::vector<float> frames;
    std::vector<std::int64_t> peaks;
    for (int i = 0; i < 10 * 500; ++i) {
      if (i % 450 == 100) peaks.push_back(i);
      const float complex = 1 - std::min(1.0F, static_cast<float>(std::abs(i % 450 - 100)) / 20);
      frames.push_back(0.3F * noise(generator) + height * complex);
      frames.push_back(0.02F * noise(generator) + complex);
    }
    HeartWatch watch(rate, 2);
    watch.push(frames);
    const std::vector<std::vector<SampleSpan>> spans = watch.heartless(peaks);
    ASSERT_EQ(spans[0].size(), height == 0 ? 1U : 0U) << height;
    EXPECT_TRUE(spans[1].empty());
    if (height == 0) {
      EXPECT_EQ(spans[0].front().first, 0);
      EXPECT_EQ(spans[0].front().end, 5000);
    }
  }
}

}  // namespace
}  // namespace rwave
