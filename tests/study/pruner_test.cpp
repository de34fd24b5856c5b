// When a trial is ended early: the cases of Optuna's MedianPruner.

#include "study/pruner.h"

#include <gtest/gtest.h>

#include <limits>

namespace rwave::study {
namespace {

const double nan = std::numeric_limits<double>::quiet_NaN();
using Reports = std::map<int, double>;

TEST(MedianPruner, ComparesTheBestSoFarWithTheMedianThere) {
  const MedianPruner pruner;
  const std::vector<double> others = {0.1, 0.2, 0.3, 0.4, 0.9};  // median 0.3
  EXPECT_TRUE(pruner.prune({{1, 0.29}}, 5, others));
  EXPECT_FALSE(pruner.prune({{1, 0.3}}, 5, others)) << "equal is not worse";
  EXPECT_FALSE(pruner.prune({{1, 0.5}, {2, 0.1}}, 5, others)) << "it was better before";
  const std::vector<double> four = {0.1, 0.2, 0.4, 0.9};  // median (0.2 + 0.4) / 2
  EXPECT_TRUE(pruner.prune({{1, 0.29}}, 5, four));
  EXPECT_FALSE(pruner.prune({{1, 0.31}}, 5, four));
}

TEST(MedianPruner, ByLossTheGreaterIsWorse) {
  const MedianPruner pruner{.direction = Direction::minimize};
  const std::vector<double> others = {1, 2, 3};
  EXPECT_TRUE(pruner.prune({{1, 2.1}}, 5, others));
  EXPECT_FALSE(pruner.prune({{1, 1.9}}, 5, others));
}

TEST(MedianPruner, WaitsForTrialsAndSteps) {
  const std::vector<double> others = {1, 1, 1, 1};
  EXPECT_FALSE(MedianPruner{}.prune({{1, 0}}, 4, others)) << "fewer than 5 complete trials";
  const MedianPruner late{.warm_up = 3};
  EXPECT_FALSE(late.prune({{1, 0}, {2, 0}}, 5, others));
  EXPECT_TRUE(late.prune({{1, 0}, {2, 0}, {3, 0}}, 5, others));
}

TEST(MedianPruner, LeavesOutWhatIsNotANumber) {
  const MedianPruner pruner;
  EXPECT_FALSE(pruner.prune({}, 5, std::vector<double>{1.0}));
  EXPECT_FALSE(pruner.prune({{1, nan}}, 5, std::vector<double>{1.0}));
  EXPECT_FALSE(pruner.prune({{1, 0}}, 5, std::vector<double>{nan}));
  EXPECT_TRUE(pruner.prune({{1, nan}, {2, 0}}, 5, std::vector<double>{nan, 1.0}));
}

}  // namespace
}  // namespace rwave::study
