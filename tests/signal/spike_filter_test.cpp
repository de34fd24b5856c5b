// Spikes of pacemakers and lost samples are bridged by a straight line; what is wider, or a step, stays as it
// is.
#include "signal/detect/spike_filter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "math/random.h"

namespace rwave {
namespace {

constexpr float lost = std::numeric_limits<float>::quiet_NaN();
constexpr double spike_rate = 500;  // Hz: 6 ms are three samples

// Output `delay()` samples later, so that it stands at the samples' own places.
std::vector<float> filtered(std::vector<float> samples, double rate = spike_rate) {
  SpikeFilter filter(rate);
  const auto delay = static_cast<std::size_t>(filter.delay());
  samples.insert(samples.end(), delay, samples.back());
  std::vector<float> out;
  for (const float sample : samples) out.push_back(filter.filter(sample));
  return {out.begin() + static_cast<std::ptrdiff_t>(delay), out.end()};
}

// A rising line far from 0, in mV.
std::vector<float> line() {
  std::vector<float> samples;
  for (int i = 0; i < 40; ++i) samples.push_back(2 + 0.01F * static_cast<float>(i));
  return samples;
}

void expect_equal(const std::vector<float>& a, const std::vector<float>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-5) << i;
}

TEST(SpikeFilter, BridgesWhatIsUpAndDownWithinSixMilliseconds) {
  for (const float height : {0.5F, -3.0F}) {
    for (std::size_t width = 1; width <= 3; ++width) {
      std::vector<float> spiked = line();
      for (std::size_t i = 0; i < width; ++i) spiked[20 + i] += height;
      expect_equal(filtered(spiked), line());
    }
    std::vector<float> wide = line();
    for (std::size_t i = 20; i < 24; ++i) wide[i] += height;
    expect_equal(filtered(wide), wide);
  }
}

TEST(SpikeFilter, LeavesStepsAndWhatIsLowOrNoSteeperThanItsSurroundings) {
  std::vector<float> step = line(), low = line(), steep = line();
  for (std::size_t i = 20; i < step.size(); ++i) step[i] += 1;
  low[20] += 0.09F;
  for (std::size_t i = 0; i < steep.size(); i += 2) steep[i] += 0.2F;  // mains: as high everywhere
  for (const auto& samples : {step, low, steep}) expect_equal(filtered(samples), samples);
}

TEST(SpikeFilter, BridgesLostSamplesAndKeepsLongerGaps) {
  std::vector<float> few = line(), many = line();
  for (std::size_t i = 20; i < 23; ++i) few[i] = lost;
  expect_equal(filtered(few), line());
  for (std::size_t i = 20; i < 24; ++i) many[i] = lost;
  const std::vector<float> out = filtered(many);
  for (std::size_t i = 0; i < out.size(); ++i) EXPECT_EQ(std::isnan(out[i]), i >= 20 && i < 24) << i;
}

TEST(SpikeFilter, BlocksGiveWhatSamplesGive) {
  Random random(1);
  std::vector<float> samples;
  for (int i = 0; i < 1000; ++i) {
    const double wave = std::sin(2 * std::numbers::pi * i / 90);
    samples.push_back(static_cast<float>(random.below(20) == 0 ? wave + 4 : wave + 0.01 * random.normal()));
    if (random.below(40) == 0) samples.back() = lost;
  }
  for (const double rate : {100.0, 360.0, 2000.0}) {
    SpikeFilter one(rate), blocks(rate);
    std::vector<float> expected, out(samples.size());
    for (const float sample : samples) expected.push_back(one.filter(sample));
    for (std::size_t at = 0; at < samples.size();) {
      const std::size_t count = std::min<std::size_t>(1 + random.below(200), samples.size() - at);
      blocks.filter(samples.data() + at, 1, count, out.data() + at);
      at += count;
    }
    for (std::size_t i = 0; i < out.size(); ++i) {
      ASSERT_EQ(std::isnan(out[i]), std::isnan(expected[i])) << i;
      ASSERT_TRUE(std::isnan(out[i]) || out[i] == expected[i]) << rate << " Hz, sample " << i;
    }
  }
}

}  // namespace
}  // namespace rwave
