// Resampling: a sine keeps its amplitude and its phase, whatever the pieces it comes in.
#include "signal/resample.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "rwave/error.h"

namespace rwave {
namespace {

std::vector<float> sine(double rate, double frequency, double seconds) {
  std::vector<float> samples(static_cast<std::size_t>(rate * seconds));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] =
        static_cast<float>(std::sin(2 * std::numbers::pi * frequency * static_cast<double>(i) / rate));
  }
  return samples;
}

std::vector<float> resample(std::span<const float> in, double from, double to, std::size_t piece) {
  Resampler resampler(from, to);
  std::vector<float> out;
  for (; !in.empty(); in = in.subspan(std::min(piece, in.size())))
    resampler.push(in.first(std::min(piece, in.size())), out);
  resampler.finish(out);
  return out;
}

struct Rates {
  double from, to;
};

class ResampleRates : public ::testing::TestWithParam<Rates> {};

TEST_P(ResampleRates, KeepAmplitudeAndPhase) {
  const auto [from, to] = GetParam();
  for (const double frequency : {1.0, 10.0, 40.0}) {
    const std::vector<float> out = resample(sine(from, frequency, 20), from, to, 1000);
    const std::vector<float> expected = sine(to, frequency, 20);
    ASSERT_EQ(out.size(), static_cast<std::size_t>(std::lround(20 * to)));
    // A second at each end, where the filter reaches past the signal, is left out.
    for (auto i = static_cast<std::size_t>(to); i < out.size() - static_cast<std::size_t>(to); ++i) {
      ASSERT_NEAR(out[i], expected[i], 2e-3) << frequency << " Hz, sample " << i;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Resample, ResampleRates,
                         ::testing::Values(Rates{360, 250}, Rates{128, 360}, Rates{1000, 120},
                                           Rates{250, 360}, Rates{257, 128}, Rates{360, 360}));

TEST(Resample, WhatLiesAboveTheNewBandIsGone) {
  const std::vector<float> out = resample(sine(1000, 90, 10), 1000, 120, 1000);
  for (std::size_t i = 120; i + 120 < out.size(); ++i) ASSERT_LT(std::fabs(out[i]), 1e-4) << i;
}

TEST(Resample, PiecesDoNotChangeTheOutput) {
  const std::vector<float> in = sine(360, 7, 5);
  const std::vector<float> whole = resample(in, 360, 128, in.size());
  for (const std::size_t piece : {1U, 7U, 361U}) EXPECT_EQ(resample(in, 360, 128, piece), whole);
}

TEST(Resample, TheLengthIsTheTimesRounded) {
  for (const std::size_t samples : {0U, 1U, 2U, 100U, 3601U}) {
    const std::vector<float> in(samples, 1.0F);
    EXPECT_EQ(resample(in, 360, 128, 64).size(),
              static_cast<std::size_t>(std::llround(static_cast<double>(samples) * 128 / 360)));
  }
}

TEST(Resample, AMissingSampleStaysWhereItIs) {
  std::vector<float> in(3600, 2.0F);
  in[1800] = std::numeric_limits<float>::quiet_NaN();
  for (const float sample : resample(in, 360, 120, 500)) {
    ASSERT_TRUE(std::isfinite(sample));
  }
  const std::vector<float> out = resample(in, 360, 120, 500);
  EXPECT_NEAR(out[600], 2, 1e-3);
}

TEST(Resample, RatesOutOfRangeAreRefused) {
  EXPECT_THROW(Resampler(0.5, 100), Error);
  EXPECT_THROW(Resampler(100, 200000), Error);
  EXPECT_THROW(Resampler(std::numeric_limits<double>::quiet_NaN(), 100), Error);
}

}  // namespace
}  // namespace rwave
