#include "figures/beat_panels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "figures/gnuplot.h"
#include "figures/picture.h"
#include "figures/place_labels.h"
#include "figures/thin_line.h"
#include "rwave/error.h"

namespace rwave {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Provenance provenance = {"seed_2", "mitdb", "ds1ds2", "1"};

TEST(ThinLine, KeepsCornersAndGaps) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> values = {0, 1, 2, 3, 2, 1, 0, nan, 5, 5, 5};
  EXPECT_THAT(thinned(values, 0.1), ElementsAre(0, 3, 6, 7, 8, 10));
  EXPECT_TRUE(thinned({}, 1).empty());
}

// Of any line: what is left out lies within the tolerance of what is drawn.
TEST(ThinLine, IsWithinTheToleranceEverywhere) {
  std::vector<float> values;
  values.reserve(2000);
  for (int i = 0; i < 2000; ++i)
    values.push_back(static_cast<float>(std::sin(0.01 * i) + 0.05 * std::sin(0.7 * i * i)));
  const auto kept = thinned(values, 0.04);
  EXPECT_LT(kept.size(), 1200U);
  for (std::size_t k = 0; k + 1 < kept.size(); ++k) {
    for (std::size_t i = kept[k]; i < kept[k + 1]; ++i) {
      const double share = static_cast<double>(i - kept[k]) / static_cast<double>(kept[k + 1] - kept[k]);
      EXPECT_NEAR(values[i], (1 - share) * values[kept[k]] + share * values[kept[k + 1]], 0.04001);
    }
  }
}

TEST(PlaceLabels, NoNameLiesOnAMarkOrAnother) {
  // Three marks side by side, the last in the upper right corner of 200 x 100.
  const auto places =
      place_labels({{50, 50, "first"}, {56, 50, "second"}, {198, 98, "third"}}, 200, 100, 7, 14);
  ASSERT_EQ(places.size(), 3U);
  EXPECT_GT(places[0].y, 50) << "above is free";
  EXPECT_LT(places[1].y, 60) << "above is taken by the first name";
  EXPECT_LT(places[2].x + 2.5 * 7, 200);
  EXPECT_LT(places[2].y + 7, 100);
}

BeatPanel panel_of(const std::string& title) {
  BeatPanel panel{title, -1, 100, std::vector<float>(300, 0), -0.2, 0.3, {0xD5, 0x5E, 0}, {}, {}, {}};
  panel.values[100] = 1;
  panel.upper = {{-0.5, "N", {}}, {0, "V", {}}};
  panel.lower = {{0, "N", {}}};
  panel.notes = {{0, "(AFIB", {}}};
  return panel;
}

TEST(BeatPanels, DrawEveryBeatWithItsLetters) {
  RWAVE_NEED_GNUPLOT();
  const Figure four = beat_panels({panel_of("a_1 at 0:01"), panel_of("b"), panel_of("c"), panel_of("d")},
                                  {"V called N", "time (s)", "mV"}, provenance);
  const std::string picture = svg(four);
  for (const char* words : {"V called N, model seed_2", "data mitdb | split ds1ds2 | seed 1", "a_1 at 0:01",
                            "time (s)", "mV", "(AFIB"})
    EXPECT_THAT(picture, HasSubstr(words));
  EXPECT_EQ(testing::occurrences(picture, "<text>V</text>"), 4);
  EXPECT_EQ(testing::occurrences(picture, "<text>N</text>"), 8);
  EXPECT_EQ(testing::occurrences(picture, "<text>mV</text>"), 2) << "at the left edge alone";
  const Figure one = beat_panels({panel_of("a")}, {"x", "t", "mV"}, provenance);
  EXPECT_EQ(one.width, four.width);
  EXPECT_LT(one.height, four.height);
}

TEST(BeatPanels, BearGapsFlatLinesAndOddNames) {
  RWAVE_NEED_GNUPLOT();
  BeatPanel flat = panel_of("it's \"flat\"");
  flat.values.assign(300, 2.5F);
  flat.upper = {{0, "a \"b\"\n", {}}};
  BeatPanel gap = panel_of("gap");
  std::fill_n(gap.values.begin() + 20, 50, std::numeric_limits<float>::quiet_NaN());
  const std::string picture = svg(beat_panels({flat, gap}, {"x", "t", "mV"}, provenance));
  EXPECT_THAT(picture, HasSubstr("a__b__"));
  BeatPanel none = panel_of("none");
  none.values.assign(300, std::numeric_limits<float>::quiet_NaN());
  EXPECT_THROW(beat_panels({none}, {"x", "t", "mV"}, provenance), Error);
  EXPECT_THROW(beat_panels({}, {"x", "t", "mV"}, provenance), Error);
}

}  // namespace
}  // namespace rwave
