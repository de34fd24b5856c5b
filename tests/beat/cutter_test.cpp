// Cutters against the recipes they follow: the Kaggle rows that cut_kaggle makes of whole records, and rows
// of the recipe template-rr worked out by hand.
#include "beat/cutter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "beat/aami.h"
#include "beat/cut_recording.h"
#include "beat/recipes/kaggle_recipe.h"
#include "beat/recipes/recipe.h"
#include "beat/recipes/rr_history.h"
#include "rwave/error.h"
#include "support/support.h"

namespace rwave {
namespace {

constexpr std::int64_t all = std::numeric_limits<std::int64_t>::max();

// The rows of a lead of `rate` Hz with these beats, told beforehand, in one call or in calls of `piece`
// samples.
CutRows cut(std::string_view recipe, double rate, const std::vector<float>& lead,
            const std::vector<std::int64_t>& beats, std::size_t piece = 1 << 20) {
  const auto cutter = recipe_named(recipe).cutter(rate);
  for (const std::int64_t beat : beats) cutter->add_beat(beat);
  cutter->set_watermark(all);
  CutRows rows;
  for (std::size_t at = 0; at < lead.size(); at += piece) {
    cutter->push(std::span(lead).subspan(at, std::min(piece, lead.size() - at)));
    cutter->take(rows);
  }
  cutter->finish();
  cutter->take(rows);
  return rows;
}

// A beat every `rr` samples from the first: a bell of 20 ms on a slow wave.
std::vector<float> regular_lead(double rate, double seconds, const std::vector<std::int64_t>& beats) {
  std::vector<float> lead(static_cast<std::size_t>(rate * seconds));
  for (std::size_t i = 0; i < lead.size(); ++i) {
    const double t = static_cast<double>(i) / rate;
    double value = 0.1 * std::sin(2 * std::numbers::pi * 0.3 * t);
    for (const std::int64_t beat : beats) {
      const double d = (t - static_cast<double>(beat) / rate) / 0.02;
      value += std::exp(-0.5 * d * d);
    }
    lead[i] = static_cast<float>(value);
  }
  return lead;
}

std::vector<std::int64_t> every(std::int64_t step, std::int64_t from, std::int64_t to) {
  std::vector<std::int64_t> beats;
  for (std::int64_t at = from; at < to; at += step) beats.push_back(at);
  return beats;
}

// Timing `number` of rr_history.h, from a row of the recipe template-rr, which holds five times it.
float timing(const CutRows& rows, std::size_t beat, int number) {
  const Recipe& recipe = template_rr_recipe();
  return rows.values.at(beat * recipe.row_values() + static_cast<std::size_t>(recipe.width + number)) / 5;
}

TEST(KaggleCutter, RowsOfARecordAreThoseOfTheRecipe) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  const auto recording = open_recording(mitdb / "100");
  const auto frames = static_cast<std::int64_t>(60 * recording->info().rate);
  auto annotations = read_annotations(mitdb / "100.atr");
  std::erase_if(annotations,
                [&](const Annotation& a) { return !is_beat(a.code) || a.sample > frames + 2000; });
  BeatSet set = empty_set(recipe_named("kaggle"));
  cut_kaggle(*recording, annotations, 0, set);

  std::vector<std::int64_t> beats;
  for (const Annotation& annotation : annotations) beats.push_back(annotation.sample);
  const CutRows rows =
      cut("kaggle", recording->info().rate, recording->read_physical(0, 0, frames + 3000), beats);
  ASSERT_GT(rows.beats.size(), 60U);
  for (std::size_t i = 0; i < 60; ++i) {
    EXPECT_EQ(rows.beats[i], set.sample[i]);
    for (std::size_t k = 0; k < kaggle_width; ++k)
      ASSERT_NEAR(rows.values[i * kaggle_width + k], set.row(i)[k], 1e-6) << "beat " << i << " value " << k;
  }
}

TEST(KaggleCutter, TakesOtherRatesBetweenTheirSamples) {
  const auto at_360 = every(300, 200, 3400), at_250 = every(250 * 5 / 6, 250 * 5 / 9, 3400 * 25 / 36);
  const CutRows a = cut("kaggle", 360, regular_lead(360, 10, at_360), at_360);
  const CutRows b = cut("kaggle", 250, regular_lead(250, 10, at_250), at_250);
  ASSERT_GT(b.valid.size(), 5U);
  for (std::size_t k = 0; k < 90; ++k) EXPECT_NEAR(a.values[k], b.values[k], 0.06) << k;
}

TEST(KaggleCutter, WaitsForNoBeatLongerThanTenSeconds) {
  const auto cutter = recipe_named("kaggle").cutter(360);
  cutter->add_beat(100);
  const std::vector<float> second(360, 0.5F);
  CutRows rows;
  for (int s = 1; s <= 25; ++s) {
    cutter->push(second);
    cutter->set_watermark(360 * (s - 2));
    cutter->take(rows);
  }
  EXPECT_THAT(rows.beats, ::testing::ElementsAre(100));
}

// The beat at 100, without another after it: that one could come until 3,700, the one after until 7,300.
TEST(KaggleCutter, ARowIsThereAsSoonAsNoBeatCanChangeIt) {
  const auto cutter = recipe_named("kaggle").cutter(360);
  cutter->add_beat(100);
  cutter->push(std::vector<float>(4419, 0.5F));
  CutRows rows;
  cutter->set_watermark(7299);
  cutter->take(rows);
  EXPECT_TRUE(rows.beats.empty()) << "a beat may still come within 10 s of the next";
  cutter->set_watermark(7300);
  cutter->take(rows);
  EXPECT_TRUE(rows.beats.empty()) << "its window ends at 3700 + .2 * 3600 = 4420";
  cutter->push(std::vector<float>(1, 0.5F));
  cutter->take(rows);
  EXPECT_THAT(rows.beats, ::testing::ElementsAre(100));
  EXPECT_THAT(rows.values, ::testing::SizeIs(kaggle_width));
}

TEST(KaggleCutter, AtTheLeadsEndItsEndStandsForTheBeatsThatAreMissing) {
  const auto cutter = recipe_named("kaggle").cutter(360);
  std::vector<float> lead(400, 0.0F);
  lead[100] = 1;
  lead[398] = 2;  // beyond the window: 200 + .2 * (400 - 200) = 240
  cutter->add_beat(100);
  cutter->add_beat(200);
  cutter->push(lead);
  cutter->finish();
  CutRows rows;
  cutter->take(rows);
  EXPECT_THAT(rows.beats, ::testing::ElementsAre(100, 200));
  EXPECT_EQ(rows.values[0], 1);
  EXPECT_EQ(rows.values[1], 0);
  EXPECT_EQ(rows.values[kaggle_width], 0);
  EXPECT_EQ(rows.values[kaggle_width + 66], 1) << "the second's window goes up to the end";
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

// Bigeminy: every second beat early and upside down. Were the usual beat the median of the last ones whatever
// they are, it would be one kind and the other by turns.
TEST(TemplateRrCutter, TheUsualBeatIsTheOneThatWaitedItsTurn) {
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

TEST(Cutters, RowsDoNotDependOnTheCalls) {
  const auto beats = every(290, 100, 20 * 360);
  const std::vector<float> lead = regular_lead(360, 20, beats);
  for (const Recipe* each : recipes()) {
    const Recipe& recipe = *each;
    if (recipe.cutter == nullptr) continue;
    const CutRows whole = cut(recipe.name, 360, lead, beats), pieces = cut(recipe.name, 360, lead, beats, 7);
    EXPECT_EQ(whole.beats, pieces.beats) << recipe.name;
    EXPECT_EQ(whole.values, pieces.values) << recipe.name;
  }
}

TEST(Cutters, ABeatThatWasNotRecordedHasNoRow) {
  const auto beats = every(360, 300, 20 * 360);
  std::vector<float> lead = regular_lead(360, 20, beats);
  for (std::size_t i = 3600; i < 4400; ++i) lead[i] = std::numeric_limits<float>::quiet_NaN();
  for (const Recipe* each : recipes()) {
    const Recipe& recipe = *each;
    if (recipe.cutter == nullptr) continue;
    const CutRows rows = cut(recipe.name, 360, lead, beats);
    EXPECT_EQ(rows.beats, beats) << recipe.name;
    EXPECT_EQ(rows.valid[10], 0) << recipe.name;
    EXPECT_EQ(rows.valid[5], 1) << recipe.name;
    for (const float value : rows.values) ASSERT_TRUE(std::isfinite(value)) << recipe.name;
  }
}

}  // namespace
}  // namespace rwave
