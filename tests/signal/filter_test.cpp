// Butterworth filters against their formula: |H|^2 = 1 / (1 + (tan(pi f / fs) / tan(pi fc / fs))^(+-4)), the
// analogue prototype's response under the bilinear transform.
#include "signal/filter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "rwave/error.h"

namespace rwave {
namespace {

// Amplitude of the output for a sine of amplitude 1, from its power over whole periods once it has settled.
template <typename Filter>
double gain_at(Filter& filter, double rate, double frequency) {
  filter.reset();
  const int settle = static_cast<int>(20 * rate), count = static_cast<int>(10 * rate);
  double power = 0;
  for (int i = 0; i < settle + count; ++i) {
    const double out = filter.filter(std::sin(2 * std::numbers::pi * frequency * i / rate));
    if (i >= settle) power += out * out;
  }
  return std::sqrt(2 * power / count);
}

double low_pass_gain(double rate, double cutoff, double frequency) {
  const double ratio =
      std::tan(std::numbers::pi * frequency / rate) / std::tan(std::numbers::pi * cutoff / rate);
  return 1 / std::sqrt(1 + std::pow(ratio, 4));
}

double high_pass_gain(double rate, double cutoff, double frequency) {
  const double ratio =
      std::tan(std::numbers::pi * cutoff / rate) / std::tan(std::numbers::pi * frequency / rate);
  return 1 / std::sqrt(1 + std::pow(ratio, 4));
}

TEST(Filter, LowPassHasTheFormulasGain) {
  for (const double rate : {100.0, 360.0, 2000.0}) {
    LowPass filter;
    filter.setup(rate, 20);
    for (const double frequency : {1.0, 5.0, 20.0, 30.0, 45.0}) {
      EXPECT_NEAR(gain_at(filter, rate, frequency), low_pass_gain(rate, 20, frequency), 1e-4)
          << rate << " " << frequency;
    }
    EXPECT_NEAR(gain_at(filter, rate, 20), std::sqrt(0.5), 1e-4) << "3 dB down at the cut-off";
  }
}

TEST(Filter, HighPassHasTheFormulasGain) {
  for (const double rate : {100.0, 360.0, 2000.0}) {
    HighPass filter;
    filter.setup(rate, 0.5);
    for (const double frequency : {0.1, 0.5, 1.0, 5.0, 40.0}) {
      EXPECT_NEAR(gain_at(filter, rate, frequency), high_pass_gain(rate, 0.5, frequency), 1e-4)
          << rate << " " << frequency;
    }
  }
}

TEST(Filter, BandPassIsBoth) {
  BandPass filter;
  filter.setup(250, 5, 20);
  for (const double frequency : {1.0, 5.0, 10.0, 20.0, 60.0}) {
    EXPECT_NEAR(gain_at(filter, 250, frequency),
                high_pass_gain(250, 5, frequency) * low_pass_gain(250, 20, frequency), 1e-4);
  }
}

TEST(Filter, ABaselineFarFromZeroDoesNotRing) {
  HighPass high;
  high.setup(360, 0.5);
  LowPass low;
  low.setup(360, 40);
  for (int i = 0; i < 100; ++i) {
    EXPECT_NEAR(high.filter(-5), 0, 1e-12);
    EXPECT_NEAR(low.filter(-5), -5, 1e-12);
  }
}

TEST(Filter, AMissingSampleIsTheOneBefore) {
  LowPass with, without;
  with.setup(360, 40);
  without.setup(360, 40);
  for (int i = 0; i < 50; ++i) {
    const double held = std::sin(0.1 * (i == 20 ? 19 : i));
    const double given = i == 20 ? std::numeric_limits<double>::quiet_NaN() : held;
    EXPECT_EQ(with.filter(given), without.filter(held));
  }
}

TEST(Filter, ABlockIsItsSamplesOneByOne) {
  BandPass one_by_one, in_blocks;
  one_by_one.setup(250, 0.5, 35);
  in_blocks.setup(250, 0.5, 35);
  std::vector<float> two_leads;
  for (int i = 0; i < 400; ++i) {
    const bool missing = i < 3 || (i > 100 && i < 120);
    two_leads.push_back(missing ? std::numeric_limits<float>::quiet_NaN()
                                : static_cast<float>(2 + std::sin(0.2 * i)));
    two_leads.push_back(-1);
  }
  std::vector<float> out(400);
  std::size_t at = 0;
  for (const std::size_t block : {1, 2, 0, 17, 380}) {
    in_blocks.filter(two_leads.data() + 2 * at, 2, block, out.data() + at);
    at += block;
  }
  for (std::size_t i = 0; i < at; ++i)
    EXPECT_EQ(out[i], static_cast<float>(one_by_one.filter(two_leads[2 * i]))) << i;
}

TEST(Filter, ACutOffMustLieBelowHalfTheRate) {
  LowPass low;
  EXPECT_THROW(low.setup(100, 50), Error);
  EXPECT_THROW(low.setup(100, 0), Error);
  EXPECT_THROW(low.setup(0, 10), Error);
  EXPECT_THROW(low.setup(std::numeric_limits<double>::quiet_NaN(), 10), Error);
  BandPass band;
  EXPECT_THROW(band.setup(360, 20, 5), Error);
  EXPECT_NO_THROW(band.setup(360, 5, 20));
}

}  // namespace
}  // namespace rwave
