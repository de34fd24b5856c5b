// The per-patient prior of S: where it changes an answer, and where it must not.
#include "beat/patient_prior.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include "beat/aami.h"
#include "beat/cut_recording.h"
#include "math/random.h"

namespace rwave {
namespace {

using Answer = std::array<float, 5>;  // N S V F Q

constexpr Answer surely_normal = {0.98F, 0.01F, 0.01F, 0, 0}, surely_s = {0.03F, 0.95F, 0.02F, 0, 0},
                 doubtful = {0.7F, 0.25F, 0.05F, 0, 0};

// A patient whose every `period`th beat is S without a doubt (0: none), for this many beats, a second apart.
PatientPrior patient(int period, int beats) {
  PatientPrior prior(1);
  for (int i = 0; i < beats; ++i) {
    Answer answer = period > 0 && i % period == 0 ? surely_s : surely_normal;
    prior.add_beat(i);
    prior.adapt(answer);
  }
  return prior;
}

Answer asked(PatientPrior prior, double time, Answer answer) {
  prior.add_beat(time);
  prior.adapt(answer);
  return answer;
}

TEST(PatientPrior, DoubtfulBeatsAreSWhereManyAre) {
  const Answer among_many = asked(patient(3, 300), 300, doubtful);
  EXPECT_GT(among_many[1], among_many[0]);
  const Answer among_none = asked(patient(0, 300), 300, doubtful);
  EXPECT_LT(among_none[1], doubtful[1]);
  EXPECT_GT(among_none[0], doubtful[0]);
}

TEST(PatientPrior, ASumOfOneStaysAndSoDoTheOtherClassesAmongThemselves) {
  const Answer changed = asked(patient(4, 200), 200, doubtful);
  EXPECT_NEAR(std::accumulate(changed.begin(), changed.end(), 0.F), 1, 1e-5);
  EXPECT_NEAR(changed[2] / changed[0], doubtful[2] / doubtful[0], 1e-5);
}

// The formula of patient_prior.h, written out: N S beats among M, in a regular rhythm.
double change_after(int beats, int s_beats_first) {
  double all = 0, sure = 0;
  for (int i = 0; i < beats; ++i) {
    const double share = (100 * 0.02 + sure) / (100 + all);
    const double change = std::clamp(share / 0.02, 1.0 / 3, 30.0);
    const Answer& answer = i < s_beats_first ? surely_s : surely_normal;
    const double odds = change * answer[1];
    const double p = odds / (odds + 1 - answer[1]);
    const double counts = answer[1] < 0.2F ? 0 : p * p * p / (p * p * p + (1 - p) * (1 - p) * (1 - p));
    sure = sure * (1 - 1.0 / 500) + counts;
    all = all * (1 - 1.0 / 500) + 1;
  }
  return std::clamp((2 + sure) / (100 + all) / 0.02, 1.0 / 3, 30.0);
}

TEST(PatientPrior, IsTheFormula) {
  for (const auto& [beats, s_beats] : {std::pair{20, 10}, {150, 60}, {600, 200}, {2000, 0}, {1500, 1500}}) {
    PatientPrior prior(1);
    for (int i = 0; i < beats; ++i) {
      Answer answer = i < s_beats ? surely_s : surely_normal;
      prior.add_beat(i);
      prior.adapt(answer);
    }
    const Answer changed = asked(prior, beats, doubtful);
    EXPECT_NEAR(changed[1] / changed[0] / (doubtful[1] / doubtful[0]), change_after(beats, s_beats),
                0.002 * change_after(beats, s_beats))
        << beats << " beats, the first " << s_beats << " S";
  }
}

// From 0.04 to 0.07 the logarithm of the change goes from the share's to that of 1/10.
TEST(PatientPrior, IrregularityCountsAsTheFormulaSays) {
  for (const double spread : {0.0, 0.03, 0.06, 0.08, 0.1, 0.12, 0.14, 0.3}) {
    Random random(4);
    PatientPrior prior(1);
    double time = 0;
    for (int i = 0; i < 300; ++i) {
      Answer answer = surely_normal;
      prior.add_beat(time += std::exp(spread * random.normal()));
      prior.adapt(answer);
    }
    prior.add_beat(time += 1);
    const double trust = std::clamp((0.07 - prior.irregularity()) / 0.03, 0.0, 1.0);
    const double expected = std::pow(change_after(300, 0), trust) * std::pow(0.1, 1 - trust);
    Answer changed = doubtful;
    prior.adapt(changed);
    EXPECT_NEAR(changed[1] / changed[0] / (doubtful[1] / doubtful[0]), expected, 0.01 * expected)
        << spread << ", irregularity " << prior.irregularity();
  }
}

TEST(PatientPrior, TheFirstBeatIsAnsweredAsTheNetworkDoes) {
  const Answer first = asked(PatientPrior(1), 0, doubtful);
  for (std::size_t i = 0; i < first.size(); ++i) EXPECT_FLOAT_EQ(first[i], doubtful[i]);
}

// A few per cent of everybody's beats look a little like S.
TEST(PatientPrior, SmallDoubtsAddUpToNothing) {
  PatientPrior prior(1);
  for (int i = 0; i < 1000; ++i) {
    Answer answer = {0.75F, 0.2F, 0.05F, 0, 0};
    prior.add_beat(i);
    prior.adapt(answer);
    ASSERT_LE(answer[1], 0.2001) << i;
  }
}

// After a run of S beats the network finds the next ones hardly probable; that the patient has many makes
// them S, and does not make more of them expected.
TEST(PatientPrior, DoesNotConfirmItself) {
  PatientPrior prior = patient(1, 200);
  int called = 0;
  for (int i = 0; i < 3000; ++i) {
    Answer answer = {0.87F, 0.1F, 0.03F, 0, 0};
    prior.add_beat(200 + i);
    prior.adapt(answer);
    called += answer[1] > 0.5 ? 1 : 0;
  }
  EXPECT_GT(called, 100);
  EXPECT_LT(called, 1500);
}

// Hours without S beats, then a run of them; and hours after one.
TEST(PatientPrior, WhatWasLongAgoIsForgotten) {
  PatientPrior quiet = patient(0, 100'000);
  int missed = 0;
  for (int i = 0; i < 50; ++i) {
    Answer answer = surely_s;
    quiet.add_beat(100'000 + i);
    quiet.adapt(answer);
    missed += answer[1] < 0.5 ? 1 : 0;
  }
  EXPECT_EQ(missed, 0);
  PatientPrior irregular = patient(2, 2000);
  for (int i = 0; i < 5000; ++i) {
    Answer answer = surely_normal;
    irregular.add_beat(2000 + i);
    irregular.adapt(answer);
  }
  EXPECT_LT(asked(irregular, 7000, doubtful)[1], doubtful[1]);
}

// Unrest of beats at these intervals.
template <class Interval>
double unrest(Interval interval) {
  PatientPrior prior(1);
  double time = 0;
  for (int i = 0; i < 60; ++i) prior.add_beat(time += interval(i));
  return prior.irregularity();
}

TEST(PatientPrior, BigeminyIsRegularAndFibrillationIsNot) {
  Random random(1);
  EXPECT_NEAR(unrest([](int) { return 0.8; }), 0, 1e-9);
  EXPECT_NEAR(unrest([](int i) { return i % 2 == 0 ? 0.5 : 1.1; }), 0, 1e-9);
  EXPECT_NEAR(unrest([](int i) { return i % 3 == 0 ? 0.5 : 0.9; }), 0, 1e-9);
  EXPECT_NEAR(unrest([](int i) { return i == 40 ? 0.5 : 0.8; }), 0, 1e-9) << "one early beat";
  EXPECT_GT(unrest([&](int) { return 0.7 * std::exp(0.25 * random.normal()); }), 0.06);
}

TEST(PatientPrior, InFibrillationSIsNotExpectedWhateverTheShare) {
  Random random(1);
  PatientPrior prior = patient(3, 300);
  double time = 300;
  for (int i = 0; i < 128; ++i) prior.add_beat(time += 0.7 * std::exp(0.3 * random.normal()));
  ASSERT_GT(prior.irregularity(), 0.07);
  const Answer changed = asked(prior, time + 0.7, doubtful);
  EXPECT_NEAR(changed[1] / changed[0], 0.1 * doubtful[1] / doubtful[0], 1e-6);
  EXPECT_NEAR(changed[2] / changed[0], doubtful[2] / doubtful[0], 1e-6);
}

// Intervals that depart from all four before them by 3 %, then by 5.5 %, then by 6.5 %: the change goes from
// that of the share to a tenth between an irregularity of 4 and of 7 %.
TEST(PatientPrior, BetweenRestAndFibrillationTheChangeGoesFromOneToTheOther) {
  for (const auto& [step, trust] : {std::pair{0.03, 1.0}, {0.055, 0.5}, {0.065, 1.0 / 6}}) {
    PatientPrior prior(1);
    double time = 0;
    for (int i = 0; i < 400; ++i) {
      time += std::exp(step *
                       (i % 9));  // nine intervals that differ by a step: the nearest before is one step away
      prior.add_beat(time);
    }
    ASSERT_NEAR(prior.irregularity(), step, 1e-6);
    const Answer changed = asked(prior, time + 1, doubtful);
    EXPECT_NEAR(changed[1] / changed[0] / (doubtful[1] / doubtful[0]), std::pow(0.1, 1 - trust), 0.01)
        << step;
  }
}

TEST(PatientPrior, IrregularityIsThatOfTheLast128Intervals) {
  Random random(1);
  PatientPrior prior(1);
  double time = 0;
  for (int i = 0; i < 200; ++i) prior.add_beat(time += 0.7 * std::exp(0.3 * random.normal()));
  for (int i = 0; i < 60; ++i) prior.add_beat(time += 0.8);
  EXPECT_GT(prior.irregularity(), 0.01) << "more than half of 128 are irregular";
  for (int i = 0; i < 20; ++i) prior.add_beat(time += 0.8);
  EXPECT_NEAR(prior.irregularity(), 0, 1e-9);
}

TEST(PatientPrior, ASetIsAdaptedRecordByRecordInOrderOfTime) {
  BeatSet set = empty_set(recipe_named("template-rr"));
  set.records = {{"a", "a"}, {"b", "b"}};
  std::vector<std::uint32_t> rows;
  std::vector<float> answers, expected;
  for (const std::uint32_t record : {1U, 0U})
    for (int i = 200; i-- > 0;) {  // latest first
      const bool s = record == 0 && i % 3 == 0 && i < 199;
      rows.push_back(static_cast<std::uint32_t>(set.labels.size()));
      set.labels.push_back(0);
      set.record.push_back(record);
      set.sample.push_back(i);
      const Answer answer = i == 199 ? doubtful : s ? surely_s : surely_normal;
      answers.insert(answers.end(), answer.begin(), answer.end());
    }
  const std::vector<float> before = answers;
  apply_patient_prior(set, rows, answers);
  const auto last_of = [&](std::size_t record_place) { return answers[record_place * 200 * 5 + 1]; };
  EXPECT_NEAR(last_of(0), asked(patient(0, 199), 199, doubtful)[1], 1e-6);
  EXPECT_NEAR(last_of(1), asked(patient(3, 199), 199, doubtful)[1], 1e-6);
  // Every third row of a regular rhythm: the rows between them are beats all the same.
  std::vector<std::uint32_t> few;
  std::vector<float> of_few;
  for (std::size_t i = 0; i < rows.size(); i += 3) {
    few.push_back(rows[i]);
    of_few.insert(of_few.end(), before.begin() + static_cast<std::ptrdiff_t>(5 * i),
                  before.begin() + static_cast<std::ptrdiff_t>(5 * i + 5));
  }
  apply_patient_prior(set, few, of_few);
  EXPECT_LT(of_few[1], doubtful[1]) << "a patient without S beats, whose last beat is the first row";
  set.recipe = "kaggle";
  answers = before;
  apply_patient_prior(set, rows, answers);
  EXPECT_EQ(answers, before) << "rows of a recipe without a prior";
}

}  // namespace
}  // namespace rwave
