// What a study tries: known distributions, every point of a grid once, TPE's densities and choices.

#include "study/sampler.h"

#include <gmock/gmock.h>

#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "study/parzen.h"
#include "study/toy.h"
#include "study/tpe.h"

namespace rwave::study {
namespace {

using ::testing::ElementsAre;

constexpr int draws = 4000;

TEST(RandomSampler, IsEvenOnTheLogarithm) {
  int below_middle = 0;
  std::map<double, int> batches, optimizers;
  for (int i = 0; i < draws; ++i) {
    const Parameters drawn = *RandomSampler(1).propose(toy_space(), {}, i);
    for (const Parameter& one : toy_space()) ASSERT_TRUE(contains(one.distribution, drawn.at(one.name)));
    below_middle += drawn.at("lr") < 1e-3 ? 1 : 0;
    ++batches[drawn.at("batch")];
    ++optimizers[drawn.at("optimizer")];
  }
  // Five standard deviations of a share p of the draws.
  const auto within = [](int count, double p) {
    return std::abs(count - p * draws) < 5 * std::sqrt(p * (1 - p) * draws);
  };
  EXPECT_TRUE(within(below_middle, 0.5)) << below_middle;
  EXPECT_TRUE(within(optimizers[0], 0.5)) << optimizers[0];
  EXPECT_TRUE(within(batches[64], std::log(64.5 / 63.5) / std::log(256.5 / 63.5))) << batches[64];
  EXPECT_EQ(batches.size(), 193U);  // each of 64 .. 256
}

TEST(RandomSampler, FollowsFromSeedAndNumber) {
  const auto lr = [](std::uint64_t seed, int number) {
    return RandomSampler(seed).propose(toy_space(), {}, number)->at("lr");
  };
  EXPECT_EQ(lr(1, 5), lr(1, 5));
  EXPECT_NE(lr(1, 5), lr(1, 6));
  EXPECT_NE(lr(1, 5), lr(2, 5));
  EXPECT_NE(lr(1, 5), lr(2, 4));
}

TEST(GridSampler, TriesEveryPointOnceAndInterruptedOnesAgain) {
  EXPECT_THAT(grid_values(real(1e-4, 1e-2, true), 3),
              ElementsAre(1e-4, ::testing::DoubleNear(1e-3, 1e-15), 1e-2));
  EXPECT_THAT(grid_values(whole(1, 3), 9), ElementsAre(1, 2, 3));
  EXPECT_THAT(grid_values(real(0, 1), 1), ElementsAre(0.5));
  const GridSampler sampler(3, 3);
  std::vector<Trial> trials;
  std::set<Parameters> tried;
  while (const auto next = sampler.propose(toy_space(), trials, static_cast<int>(trials.size()))) {
    trials.push_back(finished(static_cast<int>(trials.size()), toy_space(), *next, 0));
    tried.insert(*next);
  }
  EXPECT_EQ(trials.size(), 3U * 3U * 2U);
  EXPECT_EQ(tried.size(), trials.size());
  trials[7].state = TrialState::fail;
  EXPECT_EQ(sampler.propose(toy_space(), trials, 18), trials[7].parameters);
  trials[7].user[fault_attribute] = "the loss is not a number";
  EXPECT_FALSE(sampler.propose(toy_space(), trials, 18).has_value());
}

// The densities by the formulas of parzen.h in Python (statistics.NormalDist), apart from this code.
TEST(Parzen, DensitiesAreThoseOfAnIndependentComputation) {
  const auto log_densities = [](const Distribution& d, const std::vector<double>& values,
                                const std::vector<double>& at) {
    const Parzen parzen(d, values);
    std::vector<double> found;
    for (const double x : at) found.push_back(parzen.log_density(x));
    return found;
  };
  const auto near = [](const std::vector<double>& expected) {
    std::vector<::testing::Matcher<double>> matchers;
    for (const double x : expected) matchers.push_back(::testing::DoubleNear(x, 1e-12));
    return ::testing::ElementsAreArray(matchers);
  };
  EXPECT_THAT(log_densities(real(0, 1), {0.2, 0.9, 0.25}, {0, 0.22, 0.5, 1}),
              near({-0.0929351792492311, 0.3449922388299226, -0.0011850521626379888, -0.4348051983736225}));
  EXPECT_THAT(log_densities(real(1e-4, 1e-2, true), {3e-4, 2e-3}, {1e-4, 1e-3, 8e-3}),
              near({-1.8329993900146422, -1.3365384921878545, -2.020654828521518}));
  EXPECT_THAT(log_densities(whole(64, 256, true), {64, 128, 250}, {64, 100, 256}),
              near({-0.46747412993763154, -0.2973812247465776, -0.4629569013392798}));
  std::vector<double> thirty;  // five of them on the ramp of weights
  for (int i = 0; i < 30; ++i) thirty.push_back(i * 7 % 30 / 30.0);
  EXPECT_THAT(log_densities(real(0, 1), thirty, {0.1, 0.55, 0.98}),
              near({0.09148108629538532, 0.07424440023637761, -0.389263201971224}));
  EXPECT_THAT(log_densities(real(0, 1), {}, {0, 0.5}), near({-0.08402219950905034, 0.04097780049094946}));
  EXPECT_THAT(log_densities(choice({"a", "b", "c"}), {0, 2, 2}, {0, 1, 2}),
              near({-1.0986122886681098, -1.6582280766035324, -0.7419373447293772}));
}

TEST(Parzen, DrawsFollowItsDensity) {
  const Distribution d = real(0, 1);
  const Parzen parzen(d, std::vector<double>{0.2, 0.9, 0.25});
  constexpr int bins = 20;
  std::vector<int> counts(bins, 0);
  Random random(5);
  for (int i = 0; i < draws; ++i) ++counts.at(static_cast<std::size_t>(parzen.draw(random) * bins));
  for (int bin = 0; bin < bins; ++bin) {
    double p = 0;  // by the midpoint rule
    for (int k = 0; k < 50; ++k)
      p += std::exp(parzen.log_density((bin + (k + 0.5) / 50) / bins)) / (50 * bins);
    EXPECT_NEAR(counts[static_cast<std::size_t>(bin)], p * draws, 5 * std::sqrt(p * draws)) << bin;
  }
}

TEST(Tpe, DividesTheTrialsAsOptunaDoes) {
  std::vector<Trial> trials;
  const Space space = {{"x", real(0, 1)}};
  for (int i = 0; i < 11; ++i)
    trials.push_back(finished(i, space, {{"x", 0.5}}, i == 3 ? 9 : i == 7 ? 8 : -i));
  trials[0].state = TrialState::fail;
  trials[1].state = TrialState::running;
  // Nine that count: ceil(0.9) = 1 is best.
  Division division = divide(trials, Direction::maximize);
  ASSERT_EQ(division.best.size(), 1U);
  EXPECT_EQ(division.best[0]->number, 3);
  EXPECT_EQ(division.rest.size(), 9U) << "the running one among them";
  EXPECT_EQ(divide(trials, Direction::minimize).best[0]->number, 10);
  // A pruned trial is never better than a complete one; of pruned ones the longest counts most.
  for (Trial& trial : trials) trial.state = TrialState::pruned;
  trials[5].intermediate = {{1, 0.1}, {2, 0.2}};
  trials[6].intermediate = {{1, 0.9}};
  division = divide(trials, Direction::maximize);
  ASSERT_EQ(division.best.size(), 2U);
  EXPECT_EQ(division.best[0]->number, 5);
  EXPECT_EQ(division.best[1]->number, 6);
  std::vector<Trial> many;
  for (int i = 0; i < 400; ++i) many.push_back(finished(i, space, {{"x", 0.5}}, i));
  EXPECT_EQ(divide(many, Direction::maximize).best.size(), 25U);
}

// A study of a function whose best lies at lr 3e-3 with adam.
std::vector<Trial> studied(const Sampler& sampler, int trials) {
  std::vector<Trial> known;
  for (int i = 0; i < trials; ++i) {
    const Parameters x = *sampler.propose(toy_space(), known, i);
    const double off = std::log10(x.at("lr") / 3e-3);
    known.push_back(finished(i, toy_space(), x, -off * off - (x.at("optimizer") == 0 ? 0 : 0.5)));
  }
  return known;
}

TEST(Tpe, BeginsAtRandomAndThenDrawsWhereItIsGood) {
  double tpe = 0, random = 0;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const std::vector<Trial> by_tpe = studied(TpeSampler(seed, Direction::maximize), 40);
    const std::vector<Trial> by_chance = studied(RandomSampler(seed), 40);
    for (std::size_t i = 0; i < 10; ++i) EXPECT_EQ(by_tpe[i].parameters, by_chance[i].parameters) << i;
    EXPECT_NE(by_tpe[10].parameters, by_chance[10].parameters);
    for (std::size_t i = 10; i < 40; ++i) {
      tpe += *by_tpe[i].value / 150;
      random += *by_chance[i].value / 150;
    }
  }
  EXPECT_GT(tpe, 0.6 * random) << "values are below 0: nearer to the best one";
}

TEST(Tpe, GoesOnAsItWouldHave) {
  const TpeSampler sampler(4, Direction::maximize, 3);
  const std::vector<Trial> whole = studied(sampler, 12);
  const std::vector<Trial> part(whole.begin(), whole.begin() + 11);
  EXPECT_EQ(sampler.propose(toy_space(), part, 11), whole[11].parameters);
}

}  // namespace
}  // namespace rwave::study
