#include "score/certainty.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace rwave {
namespace {

// Five answers by hand. In bins of a tenth: .95 and .91 (both right), .85 (wrong), .55 and .52 (one right).
const std::vector<Answer> five = {{.55F, true}, {.95F, true}, {.85F, false}, {.91F, true}, {.52F, false}};

TEST(Certainty, ErrorIsTheMeanGapOfTheBins) {
  // 2 x |.93 - 1| + 1 x |.85 - 0| + 2 x |.535 - .5|, over 5.
  EXPECT_NEAR(expected_calibration_error(five, 10), (2 * .07 + .85 + 2 * .035) / 5, 1e-6);
  EXPECT_TRUE(std::isnan(expected_calibration_error({})));
}

TEST(Certainty, BinsHoldTheirMeansAndTheLastHoldsOne) {
  const std::vector<Answer> sure = {{1.0F, true}, {1.0F, false}};
  const auto bins = certainty_bins(sure, 10);
  ASSERT_EQ(bins.size(), 1U);
  EXPECT_EQ(bins[0].beats, 2);
  EXPECT_EQ(bins[0].probability, 1);
  EXPECT_EQ(bins[0].right, 0.5);
}

TEST(Certainty, RiskFallsAsDoubtfulAnswersAreLeftOut) {
  const std::array coverages = {1.0, 0.8, 0.4};
  const auto points = risk_by_coverage(five, coverages);
  ASSERT_EQ(points.size(), 3U);
  EXPECT_NEAR(points[0].risk, 2.0 / 5, 1e-12);
  EXPECT_NEAR(points[1].risk, 1.0 / 4, 1e-12);  // .52 left out
  EXPECT_FLOAT_EQ(static_cast<float>(points[1].threshold), .55F);
  EXPECT_EQ(points[2].risk, 0);  // .95 and .91
  EXPECT_NEAR(points[2].coverage, 0.4, 1e-12);
}

TEST(Certainty, AThresholdKeepsAllThatAreAsProbable) {
  const std::vector<Answer> even(10, {.7F, true});
  const std::array coverages = {0.5};
  EXPECT_EQ(risk_by_coverage(even, coverages)[0].coverage, 1);
  EXPECT_TRUE(risk_by_coverage({}, coverages).empty());
}

}  // namespace
}  // namespace rwave
