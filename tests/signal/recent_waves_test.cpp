// How like the greatest waves of late another is.
#include "signal/detect/recent_waves.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "math/random.h"

namespace rwave {
namespace {

constexpr int half = 11, most_lag = 3;
constexpr std::int64_t apart = 12;

// Ten complexes, one every 100 samples from 100 on, under noise of that standard deviation.
std::vector<float> complexes(double noise) {
  Random random(1);
  std::vector<float> signal(1200);
  for (std::size_t i = 0; i < signal.size(); ++i) {
    const double away = std::remainder(static_cast<double>(i), 100);
    const bool beat = i > 50 && i < 1050;
    signal[i] = static_cast<float>((beat ? (1 - away * away / 9) * std::exp(-away * away / 18) : 0) + 0.3 +
                                   noise * random.normal());
  }
  return signal;
}

RecentWaves waves_of(const std::vector<float>& signal, int count) {
  RecentWaves waves(half, most_lag);
  for (int i = 1; i <= count; ++i) waves.add(signal.data() + 100 * i, 100 * i);
  return waves;
}

// Pearson's, in double.
double correlation(const float* a, const float* b) {
  double sum_a = 0, sum_b = 0, aa = 0, bb = 0, ab = 0;
  for (int i = -half; i <= half; ++i) {
    sum_a += a[i];
    sum_b += b[i];
    aa += static_cast<double>(a[i]) * a[i];
    bb += static_cast<double>(b[i]) * b[i];
    ab += static_cast<double>(a[i]) * b[i];
  }
  const double n = 2 * half + 1;
  return (ab - sum_a * sum_b / n) / std::sqrt((aa - sum_a * sum_a / n) * (bb - sum_b * sum_b / n));
}

TEST(RecentWaves, AnotherComplexIsLikeThem) {
  const std::vector<float> signal = complexes(0);
  EXPECT_NEAR(waves_of(signal, 5).likeness(signal.data() + 700, 700, apart), 1, 1e-5);
}

TEST(RecentWaves, ItIsFoundNextToItsPlaceWithinTheLag) {
  const std::vector<float> signal = complexes(0);
  const RecentWaves waves = waves_of(signal, 5);
  EXPECT_NEAR(waves.likeness(signal.data() + 700 + most_lag, 700 + most_lag, apart), 1, 1e-5);
  EXPECT_LT(waves.likeness(signal.data() + 700 + 2 * most_lag, 700 + 2 * most_lag, apart), 0.9);
}

TEST(RecentWaves, IsTheSecondLargestOfPearsonsCorrelationsOverTheLags) {
  const std::vector<float> signal = complexes(0.3);
  const RecentWaves waves = waves_of(signal, 6);
  for (const int at : {700, 750, 813, 1100}) {
    std::vector<double> best;
    for (int wave = 100; wave <= 600; wave += 100) {
      double most = -1;
      for (int lag = -most_lag; lag <= most_lag; ++lag)
        most = std::max(most, correlation(signal.data() + at + lag, signal.data() + wave));
      best.push_back(most);
    }
    std::sort(best.rbegin(), best.rend());
    EXPECT_NEAR(waves.likeness(signal.data() + at, at, apart), best[1], 1e-4) << at;
  }
}

TEST(RecentWaves, AWaveIsNotComparedWithItself) {
  const std::vector<float> signal = complexes(0.3);
  const RecentWaves two = waves_of(signal, 2), three = waves_of(signal, 3);
  EXPECT_EQ(two.likeness(signal.data() + 200, 200, apart), 0);  // one other is known, two are needed
  EXPECT_LT(three.likeness(signal.data() + 200, 200, apart), 0.99);
}

TEST(RecentWaves, AConstantIsLikeNothing) {
  const std::vector<float> signal = complexes(0), constant(100, 2.5F);
  EXPECT_EQ(waves_of(signal, 5).likeness(constant.data() + 50, 5000, apart), 0);
  EXPECT_EQ(RecentWaves(half, most_lag).likeness(constant.data() + 50, 50, apart), 0);
}

TEST(RecentWaves, TheLastSixteenAreRemembered) {
  const std::vector<float> signal = complexes(0);
  RecentWaves waves = waves_of(signal, 2);
  EXPECT_GT(waves.likeness(signal.data() + 900, 900, apart), 0.99);
  const std::vector<float> constant(100, 2.5F);
  for (int i = 0; i < 14; ++i) waves.add(constant.data() + 50, 2000 + 100 * i);
  EXPECT_GT(waves.likeness(signal.data() + 900, 900, apart), 0.99);
  waves.add(constant.data() + 50, 3400);
  EXPECT_EQ(waves.likeness(signal.data() + 900, 900, apart), 0);
}

}  // namespace
}  // namespace rwave
