// What is said of 4 s of a lead, on waves whose figures follow from their formula.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "signal/fibrillation/window_features.h"

namespace rwave {
namespace {

constexpr double window_rate = 60;  // Hz

template <class Value>
std::vector<float> window_of(const FibrillationDescriber& describer, const Value& value) {
  std::vector<float> samples;
  for (std::size_t i = 0; i < describer.size(); ++i)
    samples.push_back(static_cast<float>(value(static_cast<double>(i) / window_rate)));
  return samples;
}

TEST(FibrillationWindow, OfASineHasItsPeriodAndAllOfItsPowerThere) {
  FibrillationDescriber describer(window_rate);
  ASSERT_EQ(describer.size(), 240U) << "4 s";
  const auto window = describer.describe(
      window_of(describer, [](double t) { return 0.4 + std::sin(2 * std::numbers::pi * 3 * t); }));
  ASSERT_TRUE(window);
  EXPECT_NEAR(window->range, 2, 0.02);
  EXPECT_NEAR(window->values[period], 1.0 / 3, 1 / window_rate);
  EXPECT_EQ(window->values[dominant_frequency], 3);
  EXPECT_GT(window->values[concentration], 0.99);
  EXPECT_GT(window->values[periodicity], 0.99);
  EXPECT_LT(window->values[leakage], 0.1) << "half a period later it cancels with itself";
  EXPECT_NEAR(window->values[slope_kurtosis], std::log(1.5), 0.01);
  EXPECT_LT(window->values[range_spread], 0.1) << "it swings evenly";
}

// Most windows are of beats or of an electrode that is off: neither may be taken for fibrillation, whatever
// the rest says.
TEST(FibrillationWindow, SharpSlopesAndAFlatLineAreNotDescribed) {
  FibrillationDescriber describer(window_rate);
  const auto beats = [](double t) { return std::exp(-std::pow((std::fmod(t, 1) - 0.5) / 0.02, 2)); };
  EXPECT_FALSE(describer.describe(window_of(describer, beats)));
  const auto flat = [](double t) { return 0.014 * std::sin(2 * std::numbers::pi * 4 * t); };
  EXPECT_FALSE(describer.describe(window_of(describer, flat)));
  const auto just_seen = [&](double t) { return 1.2 * flat(t); };
  EXPECT_TRUE(describer.describe(window_of(describer, just_seen))) << "0.034 mV";
}

}  // namespace
}  // namespace rwave
