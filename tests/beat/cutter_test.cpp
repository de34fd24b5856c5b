// Cutters against the recipes they follow: the Kaggle rows that cut_kaggle makes of whole records.
#include "beat/cutter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "beat/aami.h"
#include "beat/cut_recording.h"
#include "beat/known_leads.h"
#include "beat/recipes/kaggle_recipe.h"
#include "beat/recipes/recipe.h"
#include "rwave/error.h"
#include "support/support.h"

namespace rwave {
namespace {

using namespace testing;

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
