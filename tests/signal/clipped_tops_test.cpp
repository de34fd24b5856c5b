// Waves that a rail has cut off get their tops back; all others go through as they are.
#include "signal/clipped_tops.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "signal/detected.h"

namespace rwave::testing {
namespace {

// Pushes the frames in pieces of `piece` frames; the most frames that ever waited, to `most` where it is
// given.
std::vector<float> restored(const std::vector<float>& frames, double rate, std::size_t leads,
                            std::size_t piece = 64, std::size_t* most = nullptr) {
  ClippedTops tops(rate, leads);
  std::vector<float> out;
  const auto take = [&](std::span<const float> part) { out.insert(out.end(), part.begin(), part.end()); };
  for (std::size_t i = 0; i < frames.size(); i += piece * leads) {
    take(tops.push(std::span(frames).subspan(i, std::min(piece * leads, frames.size() - i))));
    if (most != nullptr) *most = std::max(*most, tops.waiting());
  }
  take(tops.finish());
  return out;
}

// A wave of 1.5 mV a second, 0.1 s wide at its foot, on 0.2 mV.
std::vector<float> waves(double rate, float sign = 1) {
  std::vector<float> values;
  for (int i = 0; i < static_cast<int>(10 * rate); ++i) {
    const double t = std::fmod(static_cast<double>(i) / rate, 1.0) - 0.5;
    values.push_back(sign * static_cast<float>(0.2 + 1.5 * std::exp(-t * t / (2 * 0.018 * 0.018))));
  }
  return values;
}

std::vector<float> clipped(std::vector<float> values, float rail) {
  for (float& value : values) value = std::clamp(value, -rail, rail);
  return values;
}

TEST(ClippedTops, AreGivenBack) {
  for (const double rate : {128.0, 250.0, 360.0, 1000.0, 2000.0}) {
    for (const float sign : {1.F, -1.F}) {
      const std::vector<float> out = restored(clipped(waves(rate, sign), 0.9F), rate, 1);
      ASSERT_EQ(out.size(), waves(rate).size());
      // Of 0.8 mV that were cut off a third or more.
      for (int second = 1; second < 9; ++second) {
        const auto begin = out.begin() + static_cast<std::ptrdiff_t>(second * rate);
        const auto [low, high] = std::minmax_element(begin, begin + static_cast<std::ptrdiff_t>(rate));
        EXPECT_GT(sign > 0 ? *high : -*low, 1.15F) << rate;
        EXPECT_LT(sign > 0 ? *high : -*low, 2.2F) << rate;
      }
    }
  }
}

TEST(ClippedTops, WhatIsNotCutStays) {
  const std::vector<float> whole = waves(360);
  EXPECT_EQ(restored(whole, 360, 1), whole);
  // A coarse converter's flat tops are shorter, a step and a line at the rail are none.
  std::vector<float> coarse = whole;
  for (float& value : coarse) value = std::round(value * 100) / 100;
  EXPECT_EQ(restored(coarse, 360, 1), coarse);
  std::vector<float> step = whole;
  std::fill(step.begin() + 1000, step.begin() + 1400, 3.F);
  EXPECT_EQ(restored(step, 360, 1), step);
}

TEST(ClippedTops, MissingSamplesStay) {
  std::vector<float> frames = clipped(waves(360), 0.9F);
  for (std::size_t i = 0; i < frames.size(); i += 181) frames[i] = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> out = restored(frames, 360, 1);
  for (std::size_t i = 0; i < frames.size(); ++i) EXPECT_EQ(std::isnan(out[i]), i % 181 == 0) << i;
}

TEST(ClippedTops, DoNotDependOnHowTheFramesAreCut) {
  const std::vector<float> one = clipped(waves(360), 0.9F), other = clipped(waves(360, -1), 0.6F);
  std::vector<float> frames;
  for (std::size_t i = 0; i < one.size(); ++i)
    frames.insert(frames.end(), {one[i], other[(i + 90) % one.size()]});
  std::size_t most = 0;
  const std::vector<float> whole = restored(frames, 360, 2, 3600);
  EXPECT_NE(whole, frames);
  for (const std::size_t piece : {1U, 7U, 100U}) EXPECT_EQ(restored(frames, 360, 2, piece, &most), whole);
  EXPECT_GT(most, 0U);
  EXPECT_LE(static_cast<double>(most), ClippedTops::longest_wait * 360 + 1);
}

// Broad complexes cut off on both sides show two edges: their beats were told of beside the R peak, and T
// waves for beats.
TEST(ClippedTops, BeatsOfClippedComplexes) {
  KnownBeats known =
      simulated({.rate = 360, .seconds = 600, .leads = 1, .seed = 11, .ectopic_share = 0.2, .snr_db = 24});
  for (float& sample : known.frames) sample = std::clamp(sample, -0.4F, 0.4F);
  const Figures before = figures(known.beats, detect(known).peaks, known.rate);
  known.frames = restored(known.frames, known.rate, 1);
  const Figures after = figures(known.beats, detect(known).peaks, known.rate);
  EXPECT_LE(after.missed + after.false_peaks, 2);
  EXPECT_LE(after.missed + after.false_peaks, before.missed + before.false_peaks);
  RecordProperty("before", before.missed + before.false_peaks);
}

}  // namespace
}  // namespace rwave::testing
