// Rows of the recipe template-rr, worked out by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "beat/cutter.h"
#include "beat/known_leads.h"
#include "beat/recipes/recipe.h"
#include "beat/recipes/rr_history.h"

namespace rwave {
namespace {

using namespace testing;

// Timing `number` of rr_history.h, from a row of the recipe template-rr, which holds five times it.
float timing(const CutRows& rows, std::size_t beat, int number) {
  const Recipe& recipe = template_rr_recipe();
  return rows.values.at(beat * recipe.row_values() + static_cast<std::size_t>(recipe.width + number)) / 5;
}

TEST(TemplateRrCutter, ARegularRhythmHasNoTimingToTell) {
  const auto beats = every(360, 300, 80 * 360);  // one a second
  const CutRows rows = cut("template-rr", 360, regular_lead(360, 80, beats), beats);
  ASSERT_EQ(rows.beats, beats);
  for (int number = 0; number < RrHistory::features; ++number) {
    const double expected = number == 4 ? std::log(1 / 0.8) : number == 14 ? 1 : 0;
    EXPECT_NEAR(timing(rows, 70, number), expected, 1e-6) << number;
  }
  EXPECT_FLOAT_EQ(timing(rows, 0, 0), 0) << "there is no interval before the first beat";
}

TEST(TemplateRrCutter, APrematureBeatIsTooEarlyAndFollowedByAPause) {
  auto beats = every(360, 300, 80 * 360);
  beats[70] -= 126;  // 0.65 s after the one before, 1.35 s before the next
  const CutRows rows = cut("template-rr", 360, regular_lead(360, 80, beats), beats);
  for (const int early : {0, 2, 6, 7, 8, 10, 12, 17})
    EXPECT_NEAR(timing(rows, 70, early), std::log(0.65), 1e-6) << early;
  for (const int late : {1, 13}) EXPECT_NEAR(timing(rows, 70, late), std::log(1.35), 1e-6) << late;
  EXPECT_NEAR(timing(rows, 70, 3), std::log(1.35 / 0.65), 1e-6);
  EXPECT_NEAR(timing(rows, 70, 11), 0, 1e-6) << "the pause makes up for it";
  EXPECT_NEAR(timing(rows, 71, 10), std::log(1.35 / 0.65), 1e-6);
  EXPECT_NEAR(timing(rows, 71, 15), std::log(0.65), 1e-6);
  EXPECT_NEAR(timing(rows, 71, 8), std::log(1.35), 1e-6);
  EXPECT_NEAR(timing(rows, 71, 14), 31.0 / 32, 1e-6);
  EXPECT_NEAR(timing(rows, 72, 16), std::log(0.65), 1e-6);
  EXPECT_NEAR(timing(rows, 72, 0), std::log(1 / 1), 1e-3) << "early beat and pause are two seconds together";
  EXPECT_NEAR(timing(rows, 72, 5), (std::log(1 / 0.65) + std::log(1.35 / 0.65)) / 7, 1e-6);
  EXPECT_NEAR(timing(rows, 72, 9), 0, 1e-6) << "most of the last 32 were regular";
}

// A stop of the heart, or of the recording: how long it was says nothing about the beat after it.
TEST(TemplateRrCutter, APauseIsTimedAsOneOfThreeSeconds) {
  auto beats = every(360, 300, 80 * 360);
  for (std::size_t beat = 70; beat < beats.size(); ++beat) beats[beat] += 5 * 360;
  const CutRows rows = cut("template-rr", 360, regular_lead(360, 85, beats), beats);
  EXPECT_NEAR(timing(rows, 70, 0), std::log(3), 1e-6);
  EXPECT_NEAR(timing(rows, 71, 10), std::log(1.0 / 3), 1e-6);
}

TEST(TemplateRrCutter, ABeatOfAnotherShapeDepartsFromTheUsualOneByThePatientsOwnHeight) {
  const auto beats = every(360, 300, 20 * 360);
  std::vector<float> lead = regular_lead(360, 20, beats);
  for (std::int64_t i = beats[12] - 20; i <= beats[12] + 20; ++i) lead[static_cast<std::size_t>(i)] *= 2;
  const CutRows once = cut("template-rr", 360, lead, beats);
  const std::size_t values = recipe_named("template-rr").row_values(), r_peak = 35;
  EXPECT_NEAR(once.values[12 * values + r_peak], 1, 0.2) << "twice as high: one height more than usual";
  EXPECT_NEAR(once.values[11 * values + r_peak], 0, 0.15) << "as usual";
  for (float& value : lead) value = 3 * value - 7;
  const CutRows changed = cut("template-rr", 360, lead, beats);
  for (std::size_t i = 0; i < once.values.size(); ++i)
    ASSERT_NEAR(once.values[i], changed.values[i], 3e-3) << i;
}

// Bigeminy: every second beat early and upside down. A template of the last beats, whatever they are, would
// be one kind and the other by turns.
TEST(TemplateRrCutter, TheTemplateIsOfBeatsThatComeInTime) {
  std::vector<std::int64_t> beats;
  for (std::int64_t at = 300; at < 60 * 360; at += 540) {
    beats.push_back(at);
    beats.push_back(at + 180);
  }
  std::vector<float> lead = regular_lead(360, 62, beats);
  for (std::size_t i = 1; i < beats.size(); i += 2)
    for (std::int64_t k = beats[i] - 30; k <= beats[i] + 30; ++k) lead[static_cast<std::size_t>(k)] *= -1;
  const CutRows rows = cut("template-rr", 360, lead, beats);
  const std::size_t values = recipe_named("template-rr").row_values(), r_peak = 35;
  for (std::size_t beat = 20; beat + 1 < beats.size(); ++beat) {
    const float departure = std::abs(rows.values[beat * values + r_peak]);
    if (beat % 2 == 0) {
      EXPECT_LT(departure, 0.3) << "beat " << beat << " is as usual";
    } else {
      EXPECT_GT(departure, 0.5) << "beat " << beat << " is not";
    }
  }
}

// A run of 40 beats at twice the rate: the shorter memories know nothing else after it, the longest still do.
TEST(TemplateRrCutter, ALongRunIsStillEarlyByTheLongestMemory) {
  auto beats = every(360, 300, 200 * 360);
  for (std::int64_t at = beats.back() + 180, i = 0; i < 40; ++i, at += 180) beats.push_back(at);
  const CutRows rows = cut("template-rr", 360, regular_lead(360, 225, beats), beats);
  const std::size_t last = beats.size() - 1;
  EXPECT_NEAR(timing(rows, last, 2), 0, 1e-6);
  for (const int number : {18, 19, 20})
    EXPECT_NEAR(timing(rows, last, number), std::log(0.5), 1e-6) << number;
}

TEST(TemplateRrCutter, AnInvertedLeadChangesTheSignOfTheSignalAndNoFeature) {
  const auto beats = every(360, 300, 20 * 360);
  std::vector<float> lead = regular_lead(360, 20, beats);
  for (std::int64_t i = beats[12] - 20; i <= beats[12] + 20; ++i) lead[static_cast<std::size_t>(i)] *= 2;
  const CutRows upright = cut("template-rr", 360, lead, beats);
  for (float& value : lead) value = -value;
  const CutRows inverted = cut("template-rr", 360, lead, beats);
  const auto width = static_cast<std::size_t>(recipe_named("template-rr").width);
  for (std::size_t i = 0; i < upright.values.size(); ++i) {
    const float sign = i / width % 2 == 0 ? -1.F : 1.F;  // the samples' channel, the features' channel
    ASSERT_NEAR(inverted.values[i], sign * upright.values[i], 2e-3) << i;
  }
}

TEST(TemplateRrCutter, ADifferentQrsComplexDepartsFromTheUsualOne) {
  const auto beats = every(360, 300, 40 * 360);
  std::vector<float> lead = regular_lead(360, 40, beats);
  for (std::int64_t i = -30; i <= 30; ++i)  // a wide wave, 90 ms late, over the beat
    lead[static_cast<std::size_t>(beats[30] + 20 + i)] -= std::cos(static_cast<float>(i) / 20);
  const CutRows rows = cut("template-rr", 360, lead, beats);
  const auto shape = [&](std::size_t beat, std::size_t number) {
    return rows.values.at(beat * recipe_named("template-rr").row_values() + 90 + RrHistory::features +
                          number);
  };
  EXPECT_GT(shape(29, 0), 4.9) << "correlation 1, times 5";
  EXPECT_LT(shape(30, 0), 4);
  EXPECT_GT(shape(30, 1), shape(29, 1) + 1) << "difference";
}

TEST(TemplateRrCutter, WhereThePeakIsMarkedWithin50MsIsNotHowABeatLooks) {
  const auto beats = every(360, 300, 40 * 360);
  const std::vector<float> lead = regular_lead(360, 40, beats);
  auto marked = beats;
  for (std::size_t i = 10; i < marked.size(); ++i) marked[i] += i % 2 == 0 ? 16 : -12;  // 44 and 33 ms
  const CutRows right = cut("template-rr", 360, lead, beats), moved = cut("template-rr", 360, lead, marked);
  const std::size_t values = recipe_named("template-rr").row_values();
  for (std::size_t beat = 10; beat < beats.size(); ++beat) {
    for (std::size_t k = 0; k < 90; ++k)  // a bell of 20 ms falls by .3 of its height in 10 ms
      ASSERT_NEAR(moved.values[beat * values + k], right.values[beat * values + k], 0.2) << beat << " " << k;
  }
}

TEST(TemplateRrCutter, RowsDoNotDependOnTheRate) {
  const auto slow = every(250, 250, 20 * 250), fast = every(1000, 1000, 20 * 1000);
  const CutRows a = cut("template-rr", 250, regular_lead(250, 20, slow), slow);
  const CutRows b = cut("template-rr", 1000, regular_lead(1000, 20, fast), fast);
  ASSERT_EQ(a.values.size(), b.values.size());
  for (std::size_t i = 0; i < a.values.size(); ++i) ASSERT_NEAR(a.values[i], b.values[i], 0.1) << i;
}

}  // namespace
}  // namespace rwave
