// How strong a noise is: by hand on made leads, and on nstdb's own records, whose ratio is in their names.
#include "synth/perturb/recorded_noise.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "rwave/recording.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

constexpr double rate = 100;

// Beats a second apart, each a single sample of the next of `heights`.
std::vector<float> spikes(const std::vector<float>& heights) {
  std::vector<float> lead(heights.size() * 100 + 100);
  for (std::size_t i = 0; i < heights.size(); ++i) lead[100 * (i + 1)] = heights[i];
  return lead;
}

std::vector<std::int64_t> beats_of(std::size_t count) {
  std::vector<std::int64_t> beats;
  for (std::size_t i = 1; i <= count; ++i) beats.push_back(static_cast<std::int64_t>(100 * i));
  return beats;
}

TEST(QrsHeight, IsTheMeanWithoutATwentiethAtEachEnd) {
  std::vector<float> heights(20, 1.5F);
  heights[3] = 40;
  heights[8] = 0.01F;
  EXPECT_DOUBLE_EQ(qrs_height(spikes(heights), rate, beats_of(20)), 1.5);
  heights.resize(19);  // a twentieth of 19 is none
  EXPECT_NEAR(qrs_height(spikes(heights), rate, beats_of(19)), (17 * 1.5 + 40 + 0.01) / 19, 1e-6);
}

TEST(QrsHeight, LooksNoFurtherThan50MsAndNotBelowZeroAlone) {
  std::vector<float> lead(301);
  lead[100] = 1;
  lead[105] = -0.5F;
  lead[94] = 9;   // 60 ms before
  lead[106] = 9;  // 60 ms after
  EXPECT_DOUBLE_EQ(qrs_height(lead, rate, std::vector<std::int64_t>{100}), 1.5);
}

TEST(QrsHeight, PassesOverBeatsThatAreNotWhole) {
  std::vector<float> lead = spikes({1, 2, 3});
  lead[203] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_DOUBLE_EQ(qrs_height(lead, rate, std::vector<std::int64_t>{2, 100, 200, 300, 398}), 2);
  EXPECT_EQ(qrs_height(lead, rate, {}), 0);
}

TEST(QrsHeight, TakesTheFirst300Beats) {
  std::vector<float> heights(300, 1);
  heights.resize(600, 5);
  EXPECT_DOUBLE_EQ(qrs_height(spikes(heights), rate, beats_of(600)), 1);
}

TEST(NoiseSize, OfASineIsItsHeightOverRootTwo) {
  std::vector<float> noise(1000);
  for (std::size_t i = 0; i < noise.size(); ++i)
    noise[i] = static_cast<float>(7 + 3 * std::sin(2 * std::numbers::pi * 0.05 * static_cast<double>(i)));
  EXPECT_NEAR(noise_size(noise, rate), 3 / std::numbers::sqrt2, 1e-5);
}

TEST(NoiseSize, StepsBetweenSecondsAreNoPartOfIt) {
  std::vector<float> noise(1000);
  for (std::size_t i = 0; i < noise.size(); ++i)
    noise[i] = static_cast<float>(i / 100) * 50 + (i % 2 == 0 ? 0.25F : -0.25F);
  EXPECT_NEAR(noise_size(noise, rate), 0.25, 1e-6);
  EXPECT_EQ(noise_size(std::vector<float>(99, 1), rate), 0);
}

TEST(NoiseGain, IsTheRatioOfTheNoiseStressTest) {
  // A complex of 2 mV has the power of a sine of that height, 0.5; at 0 dB the noise has it too.
  EXPECT_NEAR(noise_gain(2, 1, 0), std::sqrt(0.5), 1e-12);
  EXPECT_NEAR(noise_gain(2, 0.1, 20), std::sqrt(0.5), 1e-12);
  EXPECT_NEAR(noise_gain(2, 1, -6) / noise_gain(2, 1, 6), std::pow(10, 0.6), 1e-12);
}

std::vector<float> lead_of(const std::filesystem::path& record, int lead) {
  const auto recording = open_recording(record);
  return recording->read_physical(lead, 0, recording->info().frames);
}

// nst measured its noise, em, in the first five minutes of it, in which its records are clean. In the second
// lead what follows is as loud all the time (within 2 dB), and so tells how loud it was. In the first
// lead it changes by 7 dB, so that only the difference of two records is known.
TEST(NoiseLevel, NstdbsRecordsHaveTheRatioInTheirNames) {
  RWAVE_NEED_DATA(data, "nstdb/118e00.hea");
  std::vector<std::int64_t> beats;
  for (const Annotation& mark : read_annotations(data.parent_path().parent_path() / "mitdb/118.atr"))
    if (mark.code == 3 || mark.code == 8) beats.push_back(mark.sample);  // R and A
  for (const int lead : {0, 1}) {
    const std::vector<float> clean = lead_of(data.parent_path().parent_path() / "mitdb/118", lead);
    const double height = qrs_height(clean, 360, beats);
    std::vector<double> ratios;
    for (const char* name : {"118e00", "118e12"}) {
      std::vector<float> noise = lead_of(data.parent_path() / name, lead);
      for (std::size_t i = 0; i < noise.size(); ++i) noise[i] -= clean[i];
      const auto noisy = std::span(noise).subspan(300 * 360, 120 * 360);
      ratios.push_back(20 * std::log10(height / std::sqrt(8.0) / noise_size(noisy, 360)));
    }
    if (lead == 1) {
      EXPECT_NEAR(ratios[0], 0, 0.5);
    }
    EXPECT_NEAR(ratios[1] - ratios[0], 12, 0.3) << lead;
  }
}

}  // namespace
}  // namespace rwave::testing
