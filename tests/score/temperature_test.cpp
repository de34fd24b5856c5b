#include "score/certainty.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "math/random.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// Answers of a network that is honest but for its temperature: labels are drawn from the honest ones.
TEST(Temperature, FindsWhatMakesTheAnswersHonest) {
  constexpr std::size_t classes = 3, rows = 40000;
  for (const double temperature : {0.5, 1.0, 2.5}) {
    Random random(5);
    std::vector<float> scaled;
    std::vector<std::uint8_t> labels;
    for (std::size_t i = 0; i < rows; ++i) {
      std::array<double, classes> honest{}, sharper{};
      double sum = 0, sharper_sum = 0;
      for (std::size_t c = 0; c < classes; ++c) {
        const double score = 1.5 * random.normal();
        sum += honest[c] = std::exp(score);
        sharper_sum += sharper[c] = std::exp(score * temperature);
      }
      double draw = random.uniform() * sum;
      std::uint8_t label = 0;
      while (label + 1U < classes && draw > honest[label]) draw -= honest[label++];
      labels.push_back(label);
      for (const double value : sharper) scaled.push_back(static_cast<float>(value / sharper_sum));
    }
    EXPECT_NEAR(fitted_temperature(scaled, classes, labels), temperature, 0.05 * temperature);
  }
}

// Two classes, all rows scaled .9, of which three of four are right: honest would be .75, log 3 instead of
// log 9, half of it.
TEST(Temperature, OfOneProbabilityByHand) {
  const std::vector<float> scaled = {.9F, .1F, .9F, .1F, .9F, .1F, .9F, .1F};
  const std::vector<std::uint8_t> labels = {0, 0, 0, 1};
  EXPECT_NEAR(fitted_temperature(scaled, 2, labels), 2, 1e-3);
}

TEST(Temperature, CoolsRowByRow) {
  std::vector<float> scaled = {.9F, .1F, .5F, .5F};
  apply_temperature(scaled, 2, 2);
  EXPECT_NEAR(scaled[0], .75, 1e-6);
  EXPECT_NEAR(scaled[1], .25, 1e-6);
  EXPECT_NEAR(scaled[2], .5, 1e-6);
}

TEST(Temperature, IsNoneWhereAllRowsAreRight) {
  const std::vector<float> scaled = {.9F, .1F, .2F, .8F};
  EXPECT_THROW(fitted_temperature(scaled, 2, std::vector<std::uint8_t>{0, 1}), Error);
}

TEST(Temperature, TakesACertainAnswerThatIsWrong) {
  const std::vector<float> scaled = {1, 0, 0, 1};
  const std::vector<std::uint8_t> labels = {0, 0};
  EXPECT_TRUE(std::isfinite(fitted_temperature(scaled, 2, labels)));
}

TEST(Temperature, NeedsRowsAndTheirClasses) {
  const std::vector<float> scaled = {.5F, .5F};
  EXPECT_THROW(fitted_temperature({}, 2, {}), Error);
  EXPECT_THROW(fitted_temperature(scaled, 2, std::vector<std::uint8_t>{0, 1}), Error);
  EXPECT_THROW(fitted_temperature(scaled, 2, std::vector<std::uint8_t>{2}), Error);
}

}  // namespace
}  // namespace rwave
