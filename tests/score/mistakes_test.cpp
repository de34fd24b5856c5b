#include "score/mistakes.h"

#include <gtest/gtest.h>

#include <cmath>

#include "rwave/error.h"

namespace rwave {
namespace {

// Five rows of a set of seven, three classes; rows 1 and 4 are right.
const std::vector<std::uint8_t> labels = {0, 1, 2, 0, 2, 0, 1};
const std::vector<std::uint32_t> rows = {0, 1, 2, 4, 5};
const std::vector<std::uint8_t> predicted = {1, 1, 0, 2, 1};
const std::vector<float> probabilities = {.3F, .6F, .1F, 0, 1, 0, .9F, .1F, 0, 0, .4F, .6F, .4F, .6F, 0};

TEST(Mistakes, TheMostCertainComeFirst) {
  const auto mistakes = mistakes_of({rows, predicted, probabilities}, labels);
  ASSERT_EQ(mistakes.size(), 3U);
  EXPECT_EQ(mistakes[0].row, 2U);
  EXPECT_EQ(mistakes[0].truth, 2);
  EXPECT_EQ(mistakes[0].label, 0);
  EXPECT_EQ(mistakes[0].probability, .9F);
  EXPECT_EQ(mistakes[0].of_truth, 0);
  EXPECT_EQ(mistakes[1].row, 0U) << "as certain as row 5 and before it";
  EXPECT_EQ(mistakes[1].of_truth, .3F);
  EXPECT_EQ(mistakes[2].row, 5U);
}

TEST(Mistakes, KindsAreThoseThatThereAreTheMostFrequentFirst) {
  const auto kinds = by_kind(mistakes_of({rows, predicted, probabilities}, labels));
  ASSERT_EQ(kinds.size(), 2U);
  EXPECT_EQ(kinds[0].truth, 0);
  EXPECT_EQ(kinds[0].label, 1);
  ASSERT_EQ(kinds[0].mistakes.size(), 2U);
  EXPECT_EQ(kinds[0].mistakes[1].row, 5U);
  EXPECT_EQ(kinds[1].truth, 2);
  EXPECT_TRUE(by_kind({}).empty());
}

TEST(Mistakes, WhatIsNoNumberComesLast) {
  std::vector<float> broken = probabilities;
  broken[6] = std::nanf("");  // of row 2, called 0
  const auto mistakes = mistakes_of({rows, predicted, broken}, labels);
  ASSERT_EQ(mistakes.size(), 3U);
  EXPECT_EQ(mistakes[2].row, 2U);
}

TEST(Mistakes, WhatDoesNotBelongTogetherIsRefused) {
  const std::vector<float> short_of_one(14);
  EXPECT_THROW(mistakes_of({rows, predicted, short_of_one}, labels), Error);
  EXPECT_THROW(mistakes_of({rows, {}, probabilities}, labels), Error);
  EXPECT_THROW(mistakes_of({rows, predicted, probabilities}, std::vector<std::uint8_t>(5)), Error) << "row 5";
  EXPECT_TRUE(mistakes_of({}, labels).empty());
}

}  // namespace
}  // namespace rwave
