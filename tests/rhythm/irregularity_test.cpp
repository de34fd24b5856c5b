// Measures of RR irregularity by their definitions, and the fitted model's odds against the same model in
// numpy (quantiles, medians and windows of its own), computed once.
#include "rhythm/irregularity.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

namespace rwave {
namespace {

// 0.4 to 1.0 s by a congruential generator: as irregular as fibrillation.
std::vector<double> irregular_intervals(std::size_t count) {
  std::vector<double> intervals;
  std::uint32_t state = 7;
  while (intervals.size() < count) {
    state = state * 1664525U + 1013904223U;
    intervals.push_back(0.4 + static_cast<double>((state >> 16) % 600) / 1000);
  }
  return intervals;
}

TEST(Irregularity, MeasuresAreThoseOfTheirDefinitions) {
  const Irregularity m =
      irregularity_of(std::vector<double>{0.8, 1.0, 0.7, 0.9, 0.8, 1.1, 0.6, 0.8, 0.9, 0.7});
  // By numpy: median .8; all but turning points are divided by it.
  EXPECT_NEAR(m.median_step, 0.25, 1e-12);
  EXPECT_NEAR(m.least_step, 0.125, 1e-12);
  EXPECT_NEAR(m.median_turn, 0.5625, 1e-12);
  EXPECT_NEAR(m.turning_points, 0.875, 1e-12);  // 7 of 8 inner intervals
  EXPECT_NEAR(m.rmssd, 0.32542707, 1e-8);
  EXPECT_NEAR(m.quartile_range, 0.21875, 1e-12);
}

TEST(Irregularity, DoesNotDependOnTheRate) {
  std::vector<double> intervals = irregular_intervals(40);
  const Irregularity slow = irregularity_of(intervals);
  for (double& interval : intervals) interval /= 2;
  const Irregularity fast = irregularity_of(intervals);
  EXPECT_NEAR(fast.median_step, slow.median_step, 1e-12);
  EXPECT_NEAR(fast.least_step, slow.least_step, 1e-12);
  EXPECT_NEAR(fast.median_turn, slow.median_turn, 1e-12);
  EXPECT_EQ(fast.turning_points, slow.turning_points);
  EXPECT_NEAR(fast.rmssd, slow.rmssd, 1e-12);
  EXPECT_NEAR(fast.quartile_range, slow.quartile_range, 1e-12);
}

// 1.0 s and, where the beat between was blocked, 1.5 s, in no order; each within 4 % (35_4 of cpsc2021).
TEST(Irregularity, BlockedBeatsHaveTwoValuesAndFibrillationHasNot) {
  std::vector<double> blocked, mixed;
  const std::vector<double> random = irregular_intervals(128);
  for (std::size_t i = 0; i < random.size(); ++i) {
    const double slight = 0.04 * (random[random.size() - 1 - i] - 0.7) / 0.3;
    blocked.push_back((random[i] < 0.6 ? 1.5 : 1.0) * (1 + slight));
    mixed.push_back(i < 64 ? 0.8 * (1 + slight) : random[i]);  // fibrillation begins
  }
  EXPECT_TRUE(two_valued(blocked, 64));
  EXPECT_TRUE(two_valued(blocked, 0));
  EXPECT_TRUE(two_valued(std::span(blocked).first(32), 15));
  EXPECT_FALSE(two_valued(std::span(blocked).first(31), 15));
  EXPECT_FALSE(two_valued({}, 0));
  EXPECT_FALSE(two_valued(random, 64));
  EXPECT_FALSE(two_valued(std::vector<double>(64, 0.8), 32));
  for (std::size_t centre = 0; centre < mixed.size(); ++centre)
    EXPECT_FALSE(two_valued(mixed, centre)) << centre;
}

TEST(Irregularity, PatternsRepeatAndFibrillationDoesNot) {
  std::vector<double> bigeminy, trigeminy;
  for (int i = 0; i < 30; ++i) {
    bigeminy.push_back(i % 2 == 0 ? 0.6 : 1.0);
    trigeminy.push_back(i % 3 == 0 ? 0.6 : i % 3 == 1 ? 1.0 : 0.8);
  }
  EXPECT_GT(irregularity_of(bigeminy).median_step, 0.4);
  EXPECT_NEAR(irregularity_of(bigeminy).least_step, 0, 1e-12);
  EXPECT_NEAR(irregularity_of(trigeminy).least_step, 0, 1e-12);
  EXPECT_GT(irregularity_of(irregular_intervals(30)).least_step, 0.1);
  EXPECT_EQ(irregularity_of(std::vector<double>(10, 0.0)).rmssd, 0);  // no interval, no measure
}

TEST(FibrillationLogOdds, AreTheModelsOfThreeWindows) {
  const std::vector<double> intervals = irregular_intervals(128);
  EXPECT_NEAR(fibrillation_log_odds(intervals, 0, 0), 6.865099178752148, 1e-9);
  EXPECT_NEAR(fibrillation_log_odds(intervals, 20, 0.1), 5.87645435949623, 1e-9);
  EXPECT_NEAR(fibrillation_log_odds(intervals, 64, 0), 6.950122981298716, 1e-9);
  EXPECT_NEAR(fibrillation_log_odds(intervals, 127, 0.25), 4.403317580993549, 1e-9);
  // The fewest: each window is cut to them.
  EXPECT_NEAR(fibrillation_log_odds(irregular_intervals(fewest_fibrillation_intervals), 5, 0),
              5.559973998170413, 1e-9);
}

TEST(FibrillationLogOdds, OfTheShortWindowAreTheModelsToo) {
  const std::vector<double> intervals = irregular_intervals(128);
  EXPECT_NEAR(short_fibrillation_log_odds(intervals, 0, 0), 6.911696423184085, 1e-9);
  EXPECT_NEAR(short_fibrillation_log_odds(intervals, 20, 0.1), 5.477018795791634, 1e-9);
  EXPECT_NEAR(short_fibrillation_log_odds(intervals, 64, 0), 5.76460547135334, 1e-9);
  EXPECT_NEAR(short_fibrillation_log_odds(intervals, 127, 0.25), 2.201968846299306, 1e-9);
  EXPECT_NEAR(short_fibrillation_log_odds(irregular_intervals(12), 5, 0), 5.340966192098803, 1e-9);
}

TEST(FibrillationLogOdds, RegularAndBigeminalRhythmsAreNone) {
  std::vector<double> breathing, bigeminy;
  for (int i = 0; i < 128; ++i) {
    breathing.push_back(0.8 + 0.02 * std::sin(0.3 * i));
    bigeminy.push_back(i % 2 == 0 ? 0.6 : 1.0);
  }
  EXPECT_NEAR(fibrillation_log_odds(breathing, 64, 0), -14.039618406639642, 1e-9);
  EXPECT_NEAR(short_fibrillation_log_odds(breathing, 64, 0), -9.986175554176546, 1e-9);
  EXPECT_LT(fibrillation_log_odds(bigeminy, 64, 0), -20);
  EXPECT_LT(short_fibrillation_log_odds(bigeminy, 64, 0), -5);
}

TEST(FibrillationLogOdds, MedianIntervalIsOfThe16Around) {
  std::vector<double> intervals(40, 0.5);
  for (std::size_t i = 20; i < 40; ++i) intervals[i] = 1;
  EXPECT_EQ(short_median_interval(intervals, 0), 0.5);
  EXPECT_EQ(short_median_interval(intervals, 39), 1);
  EXPECT_EQ(short_median_interval(intervals, 20), 0.75);  // 12 to 27: eight of each
  EXPECT_EQ(short_median_interval(intervals, 19), 0.5);   // 11 to 26
}

}  // namespace
}  // namespace rwave
