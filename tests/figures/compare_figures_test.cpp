#include "figures/compare_figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "figures/gnuplot.h"
#include "figures/picture.h"
#include "figures/study_race.h"
#include "rwave/error.h"

namespace rwave {
namespace {

using ::testing::HasSubstr;

TEST(CompareFigure, DrawsALineANetwork) {
  RWAVE_NEED_GNUPLOT();
  const Figure figure = compare_figure({{"seed", "unweighted", "official", false, 0.98, 0.92},
                                        {"seed", "weighted", "patients apart", false, 0.93, 0.5},
                                        {"a <b>'s", "", "another", true, 0.95, std::nan("")}},
                                       "data mitdb | seed 1");
  const std::string picture = svg(figure);
  for (const char* text : {"accuracy (%)", "macro-F1 (%)", "seed", "a &lt;b>'s", "hollow: published"})
    EXPECT_THAT(picture, HasSubstr(text));
  EXPECT_THROW(compare_figure({}, "data"), Error);
}

TEST(GapFigure, RunsFromOneSplitToTheOther) {
  RWAVE_NEED_GNUPLOT();
  const std::string picture =
      svg(gap_figure({{"seed, unweighted", {0.9, 0.85, 0.95}, {0.6, std::nan(""), 0.8}}}, "data mitdb"));
  for (const char* text : {"F1 of S (%)", "F1 of V (%)", "seed, unweighted", "DS1/DS2, patients apart"})
    EXPECT_THAT(picture, HasSubstr(text));
  EXPECT_THROW(gap_figure({}, "data"), Error);
}

// Means of two studies of different length: 90 and 94 after the second trial, the longer one alone after the
// third. The band is one standard deviation either side: sqrt(2) * 2.
TEST(StudyRace, IsTheMeanAndSpreadOfThoseThatGotSoFar) {
  const Figure figure =
      study_race({{"TPE", {{std::nan(""), 0.90}, {0.5, 0.94, 0.95}}}, {"random", {{0.4}}}}, 1, "model small");
  EXPECT_THAT(figure.script, HasSubstr("$studies0 << EOD\n1 50.00000 50.00000 50.00000\n2 92.00000 89.17157 "
                                       "94.82843\n3 95.00000 95.00000 95.00000\nEOD\n"));
  EXPECT_THAT(figure.script, HasSubstr("TPE draws at random up to here"));
  EXPECT_THROW(study_race({}, 10, "model small"), Error);
  RWAVE_NEED_GNUPLOT();
  EXPECT_THAT(svg(figure), HasSubstr("TPE, mean of 2"));
}

}  // namespace
}  // namespace rwave
