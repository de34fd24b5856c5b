// P-wave evidence: segments before QRS complexes, their coherence, and short fibrillation told by both.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <vector>

#include "rhythm/p_waves.h"
#include "rwave/error.h"
#include "rwave/rhythm.h"

namespace rwave {
namespace {

constexpr double p_wave_rate = 250;

class PhaseNoise {
 public:
  double next() {
    state_ = state_ * 1664525U + 1013904223U;
    return static_cast<double>(state_ >> 8) / (1U << 24U) - 0.5;
  }

 private:
  std::uint32_t state_ = 11;
};

// A P wave 0.16 s before the R peak, or a fibrillation wave of any phase and of 5 to 9 Hz.
std::vector<float> p_segment(bool p_wave, double phase) {
  std::vector<float> samples(100, 0.F);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double before = (static_cast<double>(i) - 99) / p_wave_rate;
    samples[i] = static_cast<float>(
        p_wave ? 0.1 * std::exp(-std::pow((before + 0.16) / 0.025, 2))
               : 0.08 * std::sin(2 * std::numbers::pi * ((7 + 4 * phase) * before + 9 * phase)));
  }
  return before_qrs(samples, 99, p_wave_rate);
}

double coherence_of(bool p_wave) {
  PhaseNoise noise;
  std::vector<std::vector<float>> segments;
  for (int i = 0; i < 12; ++i) segments.push_back(p_segment(p_wave, noise.next()));
  std::vector<const std::vector<float>*> views;
  for (const auto& one : segments) views.push_back(&one);
  return p_wave_coherence(views);
}

TEST(PWaves, RepeatWhereThereAreSomeAndNotInFibrillation) {
  EXPECT_GT(coherence_of(true), 0.95);
  EXPECT_LT(coherence_of(false), 0.45);
  const std::vector<float> one = p_segment(true, 0);
  const std::vector<const std::vector<float>*> four(4, &one);
  EXPECT_TRUE(std::isnan(p_wave_coherence(four))) << "four beats repeat by chance";
}

TEST(PWaves, WhatWasNotRecordedSaysNothing) {
  std::vector<float> samples(100, 0.1F);
  samples[80] = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> nothing(before_qrs_samples, 0.F);
  EXPECT_EQ(before_qrs(samples, 99, p_wave_rate), nothing);
  EXPECT_EQ(before_qrs(samples, 20, p_wave_rate), nothing) << "begins before the samples";
}

TEST(PWaves, SegmentsAreMeansOf10MsWithoutTheirLine) {
  constexpr double rate = 1000;
  constexpr std::size_t peak = 400;
  // A parabola less its least-squares line is known: squares about the middle less their mean.
  std::vector<float> samples(401);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double t = static_cast<double>(i) / 100;
    samples[i] = static_cast<float>(t * t + 3 * t - 7);
  }
  std::vector<float> segment = before_qrs(samples, peak, rate);
  ASSERT_EQ(segment.size(), before_qrs_samples);
  for (std::size_t i = 0; i < segment.size(); ++i) {
    const double place = static_cast<double>(i) - 8.5;  // in 10 ms
    EXPECT_NEAR(segment[i], 0.01 * (place * place - (18.0 * 18 - 1) / 12), 1e-4) << i;
  }
  // One sample of 10 is 1 in the mean that holds it, and in no other.
  const auto holder_of = [&](std::size_t place) {
    std::vector<float> spike(401, 0.F);
    spike[place] = 10;
    const std::vector<float> found = before_qrs(spike, peak, rate);
    const auto most = std::ranges::max_element(found);
    return *most > 0.5F ? most - found.begin() : -1;
  };
  EXPECT_EQ(holder_of(peak - 256), -1);
  EXPECT_EQ(holder_of(peak - 255), 0);
  EXPECT_EQ(holder_of(peak - 246), 0);
  EXPECT_EQ(holder_of(peak - 245), 1);
  EXPECT_EQ(holder_of(peak - 76), 17);
  EXPECT_EQ(holder_of(peak - 75), -1);
}

TEST(PWaves, TheLeadThatRepeatsBestTellsAndEmptyBeatsAreLeftOut) {
  PhaseNoise noise;
  std::vector<std::vector<float>> segments;
  for (int i = 0; i < 12; ++i) {
    std::vector<float> both = p_segment(false, noise.next());
    const std::vector<float> second = p_segment(true, 0);
    both.insert(both.end(), second.begin(), second.end());
    segments.push_back(both);
  }
  segments.emplace_back();                             // could not be read
  segments.emplace_back(2 * before_qrs_samples, 0.F);  // not recorded
  std::vector<const std::vector<float>*> views;
  for (const auto& one : segments) views.push_back(&one);
  EXPECT_GT(p_wave_coherence(views), 0.95);
  // Five that say something are the fewest; empty ones do not count.
  std::vector<const std::vector<float>*> few(views.begin(), views.begin() + 4);
  few.push_back(&segments[12]);
  few.push_back(&segments[13]);
  EXPECT_TRUE(std::isnan(p_wave_coherence(few)));
  few.push_back(views[5]);
  EXPECT_GT(p_wave_coherence(few), 0.9);
  EXPECT_TRUE(std::isnan(p_wave_coherence({})));
}

TEST(PWaves, MedianOfTheCorrelationsByHand) {
  // Five alike and one turned round: each of the five correlates fully with the sum of the others.
  std::vector<float> up(before_qrs_samples), down(before_qrs_samples);
  for (std::size_t i = 0; i < up.size(); ++i) {
    up[i] = i < 9 ? 1.F : -1.F;
    down[i] = -up[i];
  }
  const std::vector<const std::vector<float>*> most = {&up, &up, &up, &up, &up, &down};
  EXPECT_NEAR(p_wave_coherence(most), 1, 1e-6);
  const std::vector<const std::vector<float>*> least = {&up, &down, &down, &down, &down, &up};
  EXPECT_NEAR(p_wave_coherence(least), 1, 1e-6);  // four of six follow the sum, two stand against it
  const std::vector<const std::vector<float>*> even = {&up, &up, &up, &down, &down, &down};
  EXPECT_NEAR(p_wave_coherence(even), -1, 1e-6);  // the sum of the others is always the other way
}

// Frame f of every lead holds f + 1000 x lead in ADC units; the first lead has two samples a frame.
class Counting : public Recording {
 public:
  Counting() {
    info_.rate = p_wave_rate;
    info_.frames = 40'000;
    for (int lead = 0; lead < 2; ++lead) {
      info_.signals.emplace_back();
      info_.signals.back().gain = 1;
      info_.signals.back().samples_per_frame = lead == 0 ? 2 : 1;
    }
  }
  void read(std::int64_t first, std::int64_t frames, std::span<const SignalSlice> slices) override {
    if (first < 0 || first + frames > info_.frames) throw Error("beyond the recording");
    if (++reads == failing) throw Error("cannot be read: Input/output error");
    for (const SignalSlice& slice : slices) {
      const int per_frame = info_.signals[static_cast<std::size_t>(slice.signal)].samples_per_frame;
      for (std::size_t i = 0; i < slice.out.size(); ++i) {
        const auto frame = static_cast<double>(first) + static_cast<double>(i) / per_frame;
        slice.out[i] = static_cast<std::int32_t>(1000 * std::sin(frame / 7 + slice.signal));
      }
    }
  }
  int reads = 0;
  int failing = 0;  // the read that fails, counted from 1
};

TEST(PWaves, OfARecordingAreThoseOfItsSamplesWhateverBlockTheyLieIn) {
  Counting recording;
  const auto before = before_qrs_in(recording, {0, 1});
  for (const std::int64_t peak :
       {std::int64_t{68}, std::int64_t{500}, std::int64_t{16'383}, std::int64_t{16'384}, std::int64_t{16'450},
        std::int64_t{39'999}, std::int64_t{500}}) {
    const std::vector<float> found = before(peak);
    ASSERT_EQ(found.size(), 2 * before_qrs_samples) << peak;
    const std::int64_t from = peak - 68;
    std::vector<float> expected = before_qrs(recording.read_physical(0, from, 69), 2 * 68, 2 * p_wave_rate);
    const std::vector<float> other = before_qrs(recording.read_physical(1, from, 69), 68, p_wave_rate);
    expected.insert(expected.end(), other.begin(), other.end());
    EXPECT_EQ(found, expected) << peak;
  }
  EXPECT_TRUE(before(67).empty()) << "begins before the recording";
  EXPECT_TRUE(before(40'000).empty());
  recording.reads = 0;
  for (std::int64_t peak = 20'000; peak < 30'000; peak += 200) before(peak);
  EXPECT_LE(recording.reads, 4) << "a block of 16,384 frames is read once for each lead";
}

// A disk that fails once, in the first lead of a block or in the second: an error, and the next try reads
// again.
TEST(PWaves, OfARecordingThatCannotBeReadAreAnError) {
  for (const int failing : {1, 2, 3, 4}) {
    Counting recording, sound;
    recording.failing = failing;
    const auto before = before_qrs_in(recording, {0, 1}), expected = before_qrs_in(sound, {0, 1});
    for (const std::int64_t peak : {std::int64_t{500}, std::int64_t{20'000}}) {
      if (recording.reads < failing && failing <= recording.reads + 2) {
        EXPECT_THROW(before(peak), Error) << failing;
      }
      EXPECT_EQ(before(peak), expected(peak)) << failing;
    }
  }
}

// 80 beats each second, 30 irregular ones in about 15 s, 80 beats again.
std::vector<LabelledBeat> paroxysm(std::int64_t& from, std::int64_t& to) {
  PhaseNoise noise;
  std::vector<LabelledBeat> beats;
  std::int64_t sample = 0;
  for (int i = 0; i < 190; ++i) {
    const bool inside = i >= 80 && i < 110;
    sample += std::llround((inside ? 0.5 + 0.4 * noise.next() : 0.9 + 0.02 * noise.next()) * p_wave_rate);
    if (i == 80) from = sample;
    if (i == 110) to = sample;
    beats.push_back({sample, 'N', 1});
  }
  return beats;
}

std::vector<Episode> fibrillation_in(const std::vector<LabelledBeat>& beats, const EpisodeOptions& options) {
  auto found = find_episodes(beats, {}, p_wave_rate, beats.back().sample + 100, options);
  std::erase_if(found, [](const Episode& e) { return e.kind != RhythmKind::AtrialFibrillation; });
  return found;
}

TEST(PWaves, ShowAShortFibrillationByTheirAbsence) {
  std::int64_t from = 0, to = 0;
  const auto beats = paroxysm(from, to);
  EXPECT_TRUE(fibrillation_in(beats, {}).empty()) << "intervals alone: below 30 s nothing is stated";
  PhaseNoise noise;
  EpisodeOptions options;
  options.before_qrs = [&](std::int64_t peak) { return p_segment(peak < from || peak >= to, noise.next()); };
  const auto found = fibrillation_in(beats, options);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(static_cast<double>(found[0].first), static_cast<double>(from), 4 * p_wave_rate);
  EXPECT_NEAR(static_cast<double>(found[0].end), static_cast<double>(to), 5 * p_wave_rate);
  // The same intervals with P waves throughout are ectopic or sinus beats; without P waves anywhere nothing
  // tells the short episode from noise.
  options.before_qrs = [&](std::int64_t) { return p_segment(true, 0); };
  EXPECT_TRUE(fibrillation_in(beats, options).empty());
  options.before_qrs = [&](std::int64_t) { return p_segment(false, noise.next()); };
  EXPECT_TRUE(fibrillation_in(beats, options).empty());
}

// Two minutes and a half of intervals as irregular as fibrillation's.
TEST(PWaves, DecideOverALongIrregularRhythm) {
  PhaseNoise noise;
  std::vector<LabelledBeat> beats;
  std::int64_t sample = 0;
  for (int i = 0; i < 200; ++i) {
    sample += std::llround((0.7 + 0.6 * noise.next()) * p_wave_rate);
    beats.push_back({sample, 'N', 1});
  }
  ASSERT_EQ(fibrillation_in(beats, {}).size(), 1U) << "by intervals alone it is one";
  EpisodeOptions options;
  options.before_qrs = [&](std::int64_t) { return p_segment(false, noise.next()); };
  const auto without = fibrillation_in(beats, options);
  ASSERT_EQ(without.size(), 1U);
  EXPECT_GT(without[0].beats, 190);
  options.before_qrs = [&](std::int64_t) { return p_segment(true, 0); };
  EXPECT_TRUE(fibrillation_in(beats, options).empty()) << "a P wave before each beat: no fibrillation";
}

// Fibrillation under VVI pacing: the escape interval is one value, what is conducted earlier is another. As
// blocked sinus beats, which N says, it would be no fibrillation.
TEST(PWaves, PacedIntervalsAreNoSecondValue) {
  PhaseNoise noise;
  EpisodeOptions options;
  options.before_qrs = [&](std::int64_t) { return p_segment(false, noise.next()); };
  std::vector<LabelledBeat> beats;
  std::int64_t sample = 0;
  for (int i = 0; i < 300; ++i) {
    const bool escape = noise.next() < 0;
    sample += std::llround((escape ? 0.857 : 0.6 + 0.16 * noise.next()) * p_wave_rate);
    beats.push_back({sample, escape ? '/' : 'N', 1});
  }
  const auto paced = fibrillation_in(beats, options);
  ASSERT_FALSE(paced.empty());
  EXPECT_GT(paced[0].beats, 200);
  for (LabelledBeat& beat : beats) beat.label = 'N';
  EXPECT_TRUE(fibrillation_in(beats, options).empty());
}

}  // namespace
}  // namespace rwave
