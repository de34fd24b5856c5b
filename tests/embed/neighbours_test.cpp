// Nearest neighbours and the probabilities made of them, against their definitions.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "embed/affinities.h"
#include "math/random.h"
#include "rwave/error.h"

namespace rwave::embed {
namespace {

std::vector<float> some(std::int64_t count, float shift = 0) {
  Random random(5);
  std::vector<float> values;
  for (std::int64_t i = 0; i < count; ++i) values.push_back(shift + static_cast<float>(random.normal()));
  return values;
}

double squared_distance(const Points& points, std::int64_t a, std::int64_t b) {
  double sum = 0;
  for (std::size_t d = 0; d < points[a].size(); ++d)
    sum += std::pow(static_cast<double>(points[a][d]) - points[b][d], 2);
  return sum;
}

// More points than a block of products has, far from zero, where products alone would be poor.
TEST(Neighbours, AreTheNearestOfAll) {
  constexpr std::int64_t n = 1300, width = 6;
  const std::vector<float> values = some(n * width, 50);
  const Points points{values.data(), n, width};
  const Neighbours found = nearest_neighbours(points, 9, 2);
  for (std::int64_t i = 0; i < n; i += 37) {
    std::vector<std::pair<double, std::int64_t>> all;
    for (std::int64_t j = 0; j < n; ++j) {
      if (j != i) all.emplace_back(squared_distance(points, i, j), j);
    }
    std::ranges::sort(all);
    for (std::size_t e = 0; e < 9; ++e) {
      const std::size_t at = static_cast<std::size_t>(i) * 9 + e;
      EXPECT_EQ(found.index[at], all[e].second) << "point " << i << ", neighbour " << e;
      EXPECT_NEAR(found.squared[at], all[e].first, 1e-4);
    }
  }
}

TEST(Neighbours, NeedMorePointsThanNeighbours) {
  const std::vector<float> values = some(8);
  EXPECT_THROW(nearest_neighbours({values.data(), 4, 2}, 4, 1), Error);
}

TEST(Affinities, HaveTheEntropyOfThePerplexity) {
  std::vector<float> squared(90);
  std::iota(squared.begin(), squared.end(), 3000.0F);  // far away, in another unit: only differences count
  std::vector<double> p(squared.size());
  conditional_probabilities(squared.data(), 90, 30, p.data());
  double sum = 0, entropy = 0;
  for (const double one : p) {
    sum += one;
    entropy -= one * std::log2(one);
  }
  EXPECT_NEAR(sum, 1, 1e-12);
  EXPECT_NEAR(std::exp2(entropy), 30, 1e-3);
  EXPECT_GT(p.front(), p.back());
}

TEST(Affinities, AreSymmetricAndSumToOne) {
  constexpr std::int64_t n = 200;
  const std::vector<float> values = some(n * 3);
  const SparseMatrix joint = joint_probabilities(nearest_neighbours({values.data(), n, 3}, 31, 1), 10, 1);
  std::vector<double> dense(n * n);
  double sum = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    for (auto e = static_cast<std::size_t>(joint.first[static_cast<std::size_t>(i)]);
         e < static_cast<std::size_t>(joint.first[static_cast<std::size_t>(i) + 1]); ++e) {
      dense[static_cast<std::size_t>(i * n + joint.column[e])] = joint.value[e];
      sum += joint.value[e];
    }
  }
  EXPECT_NEAR(sum, 1, 1e-5);
  for (std::size_t i = 0; i < n; ++i) {
    EXPECT_EQ(dense[i * n + i], 0) << "no point is its own neighbour";
    for (std::size_t j = 0; j < i; ++j) ASSERT_EQ(dense[i * n + j], dense[j * n + i]);
  }
}

TEST(Affinities, RefuseAPerplexityBeyondTheNeighbours) {
  const std::vector<float> values = some(40);
  EXPECT_THROW(joint_probabilities(nearest_neighbours({values.data(), 20, 2}, 10, 1), 10, 1), Error);
}

}  // namespace
}  // namespace rwave::embed
