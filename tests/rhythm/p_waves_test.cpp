// P-wave evidence: segments before QRS complexes, their coherence, and short fibrillation told by both.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <vector>

#include "rhythm/p_waves.h"
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

}  // namespace
}  // namespace rwave
