// Summaries of beats written down by hand: 100 samples a second.
#include "rwave/classification.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>

#include "classify/classification_json.h"

namespace rwave {
namespace {

constexpr double summary_rate = 100;

// Beats one second apart, labelled in turn.
Classification labelled(std::string_view labels) {
  Classification classification;
  std::int64_t sample = 0;
  for (const char label : labels) classification.beats.push_back({sample += 100, label, 1});
  return classification;
}

// As if nothing stood between any two beats.
Summary summary_of(const Classification& classification) {
  return summarise(classification, summary_rate, classification.beats.back().sample + 100,
                   [](SampleSpan) { return true; });
}

TEST(Summary, RatesAreMinAndMaxAsInEveryJsonWithTheNamesOfTheMinorBefore) {
  const auto rates = summary_json(summary_of(labelled("NNNNNNNNNNNN")))["rate_per_min"];
  for (const char* name : {"mean", "min", "max", "least", "greatest"}) EXPECT_EQ(rates[name], 60) << name;
}

TEST(Summary, CountsBeatsByClassAndTheirRate) {
  const Summary summary = summary_of(labelled("NNNNNNSNNNVNNFQNNN"));
  EXPECT_EQ(summary.beats, 18);
  EXPECT_EQ(summary.by_class, (std::array<std::int64_t, 5>{14, 1, 1, 1, 1}));
  EXPECT_DOUBLE_EQ(summary.mean_rate, 60);
  EXPECT_DOUBLE_EQ(summary.min_rate, 60);
  EXPECT_DOUBLE_EQ(summary.max_rate, 60);
  EXPECT_DOUBLE_EQ(summary.mean_rr, 1);
  EXPECT_DOUBLE_EQ(summary.sdnn, 0);
  EXPECT_DOUBLE_EQ(summary.rmssd, 0);
}

TEST(Summary, CoupletsAndRunsOfVAreToldApart) {
  const Summary summary = summary_of(labelled("NVVNVNVVVNNVVVVVNVVSSSN"));
  EXPECT_EQ(summary.v_couplets, 2);
  EXPECT_EQ(summary.v_runs, 2);
  EXPECT_EQ(summary.longest_run, 5);
  EXPECT_EQ(summary.longest_run_at, 1200);
  EXPECT_EQ(summary.s_runs, 0) << "at 60 a minute it is no tachyarrhythmia";
}

// A run whose beats are not surely V is none; it was in no line, neither as run nor as couplet.
TEST(Summary, RunsOfDoubtfulVAreCountedApart) {
  Classification classification = labelled("NVVVNNVVVVNVVN");
  for (std::size_t i = 1; i < 4; ++i) classification.beats[i].probability = 0.6F;
  const Summary summary = summary_of(classification);
  EXPECT_EQ(summary.v_runs, 1);
  EXPECT_EQ(summary.v_runs_doubtful, 1);
  EXPECT_EQ(summary.v_couplets, 1);
}

TEST(Summary, BeatsInUnanalyzableSpansAreCountedApart) {
  Classification classification = labelled("NVNVVNSN/Q/");  // beats at 1, 2, ... s
  classification.unanalyzable = {{350, 550}, {1050, 1150}};
  const Summary summary = summary_of(classification);
  EXPECT_EQ(summary.by_class, (std::array<std::int64_t, 5>{4, 1, 3, 0, 3}));
  EXPECT_EQ(summary.in_unanalyzable, (std::array<std::int64_t, 5>{0, 0, 2, 0, 1}));
  EXPECT_EQ(summary.paced, 1);
}

TEST(Summary, BigeminyNeedsThreeVAndLastsFromTheFirstOnIt) {
  EXPECT_DOUBLE_EQ(summary_of(labelled("NNVNVNN")).bigeminy, 0);
  EXPECT_DOUBLE_EQ(summary_of(labelled("NNVNVNVNN")).bigeminy, 6) << "to the N beat that ends it";
  EXPECT_DOUBLE_EQ(summary_of(labelled("NNVNNVNNVNNN")).trigeminy, 9);
  EXPECT_DOUBLE_EQ(summary_of(labelled("NNVNNVNNVNNN")).bigeminy, 0);
}

TEST(Summary, VariabilityIsThatOfIntervalsBetweenNBeats) {
  Classification classification;
  for (const std::int64_t sample : {100, 200, 310, 400, 510})
    classification.beats.push_back({sample, 'N', 1});
  classification.beats.push_back({550, 'V', 1});
  classification.beats.push_back({700, 'N', 1});
  const Summary summary = summary_of(classification);
  // Intervals 1000, 1100, 900, 1100 ms: mean 1025, differences 100, -200, 200.
  EXPECT_NEAR(summary.sdnn, std::sqrt((25.0 * 25 + 75 * 75 + 125 * 125 + 75 * 75) / 3), 1e-9);
  EXPECT_NEAR(summary.rmssd, std::sqrt((100.0 * 100 + 200 * 200 + 200 * 200) / 3), 1e-9);
}

TEST(Summary, WhatCannotBeReadIsNoPause) {
  Classification classification = labelled("NNNNN");
  classification.beats.push_back({900, 'N', 1});  // 4 s later
  EXPECT_EQ(summary_of(classification).pauses, 1);
  EXPECT_DOUBLE_EQ(summary_of(classification).longest_pause, 4);
  classification.unanalyzable.push_back({550, 800});
  const Summary summary = summary_of(classification);
  EXPECT_EQ(summary.pauses, 0);
  EXPECT_DOUBLE_EQ(summary.longest_gap, 2.5);
  EXPECT_DOUBLE_EQ(summary.analyzable, 0.75);
}

TEST(Summary, NothingIsCountedAcrossWhatCannotBeRead) {
  Classification classification = labelled("NVNVNVVN");  // beats at 1, 2, ... s
  classification.unanalyzable.push_back({520, 590});     // before the beat at 6 s
  const Summary summary = summary_of(classification);
  EXPECT_DOUBLE_EQ(summary.bigeminy, 0);
  EXPECT_EQ(summary.v_couplets, 1);
  classification.unanalyzable = {{610, 690}};  // between the two V
  EXPECT_EQ(summary_of(classification).v_couplets, 0);
}

// Record 207: the interval over two minutes of flutter is neither a pause nor a rate of 1 a minute.
TEST(Summary, FibrillationIsNoInterval) {
  Classification made = labelled("NNNNNNNNNN");
  for (int i = 0; i < 10; ++i) made.beats.push_back({11000 + 100 * i, 'N', 1});
  made.fibrillation.push_back({1050, 10950});
  const Summary summary = summary_of(made);
  EXPECT_EQ(summary.pauses, 0);
  EXPECT_DOUBLE_EQ(summary.min_rate, 60);
  EXPECT_DOUBLE_EQ(summary.mean_rr, 1);
  EXPECT_DOUBLE_EQ(summary.sdnn, 0);
  EXPECT_DOUBLE_EQ(summary.fibrillation, 99);
  EXPECT_DOUBLE_EQ(summary.analyzable, 1);
}

TEST(Summary, ARecordingWithoutBeatsHasNoRate) {
  const Summary summary = summarise({}, summary_rate, 6000);
  EXPECT_EQ(summary.beats, 0);
  EXPECT_TRUE(std::isnan(summary.mean_rate));
  EXPECT_TRUE(std::isnan(summary.sdnn));
  EXPECT_DOUBLE_EQ(summary.analyzable, 1);
}

}  // namespace
}  // namespace rwave
