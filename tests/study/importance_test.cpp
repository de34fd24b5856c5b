// Importances against variances that are computed otherwise.

#include "study/importance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "study/toy.h"

namespace rwave::study {
namespace {

const std::vector<Axis> axes = {{0, 4, 0}, {0, 1, 3}, {-1, 2, 0}};

// Function values on cells: x in four unit cells, three categories, y in three unit cells.
double cell_value(int x, int c, int y) {
  return std::sin(1 + x) * (1 + c) + 0.3 * c * y + (x == 2 && y == 1 ? 2 : 0);
}

Samples cell_samples() {
  Samples samples;
  for (int x = 0; x < 4; ++x) {
    for (int c = 0; c < 3; ++c) {
      for (int y = 0; y < 3; ++y) {
        samples.points.push_back({x + 0.5, static_cast<double>(c), y - 0.5});
        samples.values.push_back(cell_value(x, c, y));
      }
    }
  }
  return samples;
}

// A full tree of one sample a cell has its borders halfway between the samples, which is where the cells'
// are: it is the function. The variances follow from sums over the cells.
TEST(Importance, OfAKnownFunctionIsExact) {
  const Samples samples = cell_samples();
  std::vector<std::size_t> rows(samples.values.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  const Variances found = variances_of(axes, grow(axes, samples, rows));

  double mean = 0, all = 0;
  for (const double value : samples.values) mean += value / 36;
  for (const double value : samples.values) all += (value - mean) * (value - mean) / 36;
  EXPECT_NEAR(found.all, all, 1e-12);
  const int sizes[] = {4, 3, 3};
  for (int axis = 0; axis < 3; ++axis) {
    double alone = 0;
    for (int at = 0; at < sizes[axis]; ++at) {
      double marginal = 0;
      int cells = 0;
      for (int i = 0; i < 36; ++i) {
        const int place[] = {i / 9, i / 3 % 3, i % 3};
        if (place[axis] != at) continue;
        marginal += cell_value(place[0], place[1], place[2]);
        ++cells;
      }
      alone += std::pow(marginal / cells - mean, 2) / sizes[axis];
    }
    EXPECT_NEAR(found.alone[static_cast<std::size_t>(axis)], alone, 1e-12) << axis;
  }
}

TEST(Importance, LeavesCoverTheSpaceOnce) {
  Random random(2);
  for (const Tree& tree : grow_forest(axes, cell_samples(), 5, random)) {
    double covered = 0;
    for (const Leaf& leaf : tree) {
      double volume = 1;
      for (std::size_t i = 0; i < axes.size(); ++i) volume *= leaf.box[i].share(axes[i]);
      covered += volume;
    }
    EXPECT_NEAR(covered, 1, 1e-12);
  }
}

// f = ln(lr) - 3 [sgd]: over the space the variances are (ln 100)^2 / 12 = 1.767 and 9 / 4 = 2.25, of batch
// 0.
TEST(Importance, OfTrialsApproachesTheSharesOfTheirFunction) {
  std::vector<Trial> trials;
  Random random(1);
  for (int i = 0; i < 300; ++i) {
    const Parameters x = {{"lr", std::exp(std::log(1e-4) + std::log(100) * random.uniform())},
                          {"batch", 64 + static_cast<double>(random.below(193))},
                          {"optimizer", static_cast<double>(random.below(2))}};
    trials.push_back(finished(i, toy_space(), x, std::log(x.at("lr")) - 3 * x.at("optimizer")));
  }
  const auto found = importances(toy_space(), trials, 1);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].name, "optimizer");
  EXPECT_NEAR(found[0].share, 2.25 / 4.017, 0.03);
  EXPECT_EQ(found[1].name, "lr");
  EXPECT_NEAR(found[1].share, 1.767 / 4.017, 0.03);
  EXPECT_LT(found[2].share, 0.01);
  const auto again = importances(toy_space(), trials, 1);
  EXPECT_EQ(found[0].share, again[0].share);
}

TEST(Importance, IsNotStatedWhereNothingCanBeSaid) {
  std::vector<Trial> trials;
  for (int i = 0; i < 10; ++i) trials.push_back(finished(i, toy_space(), toy_parameters, 1));
  EXPECT_TRUE(importances(toy_space(), trials, 1).empty()) << "all values are equal";
  trials.resize(3);
  EXPECT_TRUE(importances(toy_space(), trials, 1).empty());
}

}  // namespace
}  // namespace rwave::study
