#include "score/bootstrap.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

namespace rwave {
namespace {

TEST(Binomial, FrequenciesFitTheExactProbabilities) {
  // Pearson's chi-square against C(6, k) 0.3^k 0.7^(6-k); 6 degrees of freedom, 22.46 is exceeded once in
  // 1000.
  const std::array<double, 7> exact = {0.117649, 0.302526, 0.324135, 0.18522, 0.059535, 0.010206, 0.000729};
  Random random(7);
  std::array<int, 7> seen{};
  const int draws = 200000;
  for (int i = 0; i < draws; ++i) ++seen.at(static_cast<std::size_t>(draw_binomial(random, 6, 0.3)));
  double chi_square = 0;
  for (std::size_t k = 0; k < exact.size(); ++k) {
    const double expected = exact.at(k) * draws;
    chi_square += (seen.at(k) - expected) * (seen.at(k) - expected) / expected;
  }
  EXPECT_LT(chi_square, 22.46);
}

TEST(Binomial, MeanAndSpreadOfManyTrials) {
  // 100,000 trials of 0.9: mean 90,000, standard deviation sqrt(9000) = 94.87. Inversion from 0 would
  // underflow here.
  Random random(3);
  const int draws = 20000;
  double sum = 0, squares = 0;
  for (int i = 0; i < draws; ++i) {
    const double off = static_cast<double>(draw_binomial(random, 100000, 0.9)) - 90000;
    sum += off;
    squares += off * off;
  }
  EXPECT_NEAR(sum / draws, 0, 4 * 94.87 / std::sqrt(draws));
  EXPECT_NEAR(std::sqrt(squares / draws), 94.87, 4 * 94.87 / std::sqrt(2.0 * draws));
}

TEST(Binomial, CertaintyTakesNoDraw) {
  Random random(1), untouched(1);
  EXPECT_EQ(draw_binomial(random, 10, 0), 0);
  EXPECT_EQ(draw_binomial(random, 10, 1), 10);
  EXPECT_EQ(draw_binomial(random, 0, 0.5), 0);
  EXPECT_EQ(random.bits(), untouched.bits());
}

TEST(Multinomial, SumsToItsTrialsAndLeavesEmptyCellsEmpty) {
  Random random(5);
  const std::vector<std::int64_t> counts = {18000, 0, 7, 0, 3985, 0};
  std::vector<std::int64_t> drawn(counts.size());
  double rare = 0;
  const int draws = 5000;
  for (int i = 0; i < draws; ++i) {
    draw_multinomial(random, 21992, counts, drawn);
    EXPECT_EQ(drawn[0] + drawn[2] + drawn[4], 21992);
    EXPECT_EQ(drawn[1] + drawn[3] + drawn[5], 0);
    rare += static_cast<double>(drawn[2]);
  }
  EXPECT_NEAR(rare / draws, 7, 4 * std::sqrt(7.0 / draws));  // expected 7, nearly Poisson
}

}  // namespace
}  // namespace rwave
