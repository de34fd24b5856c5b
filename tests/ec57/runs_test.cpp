// The run-by-run comparison rule by rule, on annotations made by hand: 54 samples are the window of 150 ms at
// 360 Hz.
#include "ec57/runs.h"

#include <gtest/gtest.h>

#include "annotations.h"
#include "ec57/run_reports.h"

namespace rwave::ec57 {
namespace {

constexpr RunOptions from_begin = {.kind = RunKind::ventricular, .start = 0, .end = {}, .window = 54};
constexpr RunOptions supraventricular = {
    .kind = RunKind::supraventricular, .start = 0, .end = {}, .window = 54};

std::vector<Annotation> operator+(std::vector<Annotation> first, const std::vector<Annotation>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

// The cell of a matrix that is not 0, as "REFERENCE/TEST"; several are joined.
std::string cells(const RunMatrix& counts) {
  std::string text;
  for (std::size_t row = 0; row < counts.size(); ++row) {
    for (std::size_t column = 0; column < counts.size(); ++column) {
      for (std::int64_t n = 0; n < counts.at(row).at(column); ++n)
        text += (text.empty() ? "" : " ") + std::to_string(row) + "/" + std::to_string(column);
    }
  }
  return text;
}

std::string sensitivity(const std::vector<Annotation>& reference, const std::vector<Annotation>& test,
                        const RunOptions& options = from_begin) {
  const auto compared = compare_runs(reference, test, options);
  return compared ? cells(compared->sensitivity.counts) : "nothing";
}

std::string predictivity(const std::vector<Annotation>& reference, const std::vector<Annotation>& test,
                         const RunOptions& options = from_begin) {
  const auto compared = compare_runs(reference, test, options);
  return compared ? cells(compared->predictivity.counts) : "nothing";
}

TEST(Runs, LengthsCountToSix) {
  EXPECT_EQ(sensitivity(beats(1000, "NVVN"), beats(1000, "NVVN")), "2/2");
  EXPECT_EQ(sensitivity(beats(1000, "NVVVVVVVVN"), beats(1000, "NVVVVVVVVN")), "6/6");
  EXPECT_EQ(sensitivity(beats(1000, "NVFEN"), beats(1000, "NVVNN")), "3/2");  // F and E are ventricular
  EXPECT_EQ(sensitivity(beats(1000, "NVSVN"), beats(1000, "NVSVN")), "1/1 1/1");
  EXPECT_EQ(sensitivity(beats(1000, "NV!VN"), beats(1000, "NVNVN")),
            "2/1");  // a flutter wave does not close a run
}

TEST(Runs, OtherAnnotatorsBeatsCountWithinTheWindowAlone) {
  const auto reference = beats(1000, "NVVN");
  EXPECT_EQ(sensitivity(reference, beats(946, "NVVN")), "2/2");  // 54 samples early: the edge counts
  EXPECT_EQ(sensitivity(reference, beats(945, "NVVN")), "2/1");
  EXPECT_EQ(sensitivity(reference, beats(1000, "VVVVV")), "2/2");  // cut to the window
  EXPECT_EQ(predictivity(reference, beats(1000, "VVVVV")), "2/5");
}

TEST(Runs, BeatsOfTheLearningPeriodAreNotInRuns) {
  RunOptions late = from_begin;
  late.start = 1450;  // between the second and the third of five V
  EXPECT_EQ(sensitivity(beats(1000, "VVVVVN"), beats(1000, "VVVVVN"), late), "3/3");
}

TEST(Runs, RunThatIsOpenAtTheEndOfTheScoredTimeIsNotCountedButOneAtTheEndOfTheFileIs) {
  RunOptions ends = from_begin;
  ends.end = 1600;
  const auto file = beats(1000, "NVVVVN");
  EXPECT_EQ(sensitivity(file, file, ends), "");
  EXPECT_EQ(sensitivity(beats(1000, "NVV"), beats(1000, "NVV")), "2/2");
}

TEST(Runs, FibrillationIsALongRunWhateverItHolds) {
  const auto reference =
      beats(1000, "NN") + std::vector{mark(2000, "["), mark(4000, "]")} + beats(4300, "NN");
  EXPECT_EQ(sensitivity(reference, reference), "6/6");
  EXPECT_EQ(sensitivity(reference, beats(1000, "NNN") + beats(2100, "VV") + beats(4300, "NN")), "6/2");
  // "(VFL" is its begin too, and another rhythm its end.
  const auto by_rhythm =
      beats(1000, "NN") + std::vector{mark(2000, "+", "(VFL"), mark(4000, "+", "(N")} + beats(4300, "NN");
  EXPECT_EQ(sensitivity(by_rhythm, reference), "6/6");
}

TEST(Runs, NormalBeatsInAtrialFibrillationAreSupraventricularAndFlutterIsAlike) {
  const auto reference = std::vector{mark(1000, "+", "(AFL")} + beats(1100, "NNN") +
                         std::vector{mark(2100, "+", "(N")} + beats(2300, "NN");
  EXPECT_EQ(sensitivity(reference, beats(1100, "SSSNN"), supraventricular), "6/3");
  EXPECT_EQ(predictivity(reference, beats(1100, "SSSNN"), supraventricular), "6/3");
  EXPECT_EQ(sensitivity(reference, beats(1100, "SSSNN")), "");
}

TEST(Runs, ShutdownClosesARunAndItsEndIsIgnored) {
  const auto file =
      beats(1000, "NV") + std::vector{mark(1400, "~", "", -1), mark(1500, "~")} + beats(1600, "VN");
  EXPECT_EQ(sensitivity(file, file), "1/1 1/1");
}

TEST(Runs, NothingToCompareWithoutAnnotationsInTheScoredTime) {
  EXPECT_EQ(sensitivity({}, beats(1000, "N")), "nothing");
  EXPECT_EQ(sensitivity(beats(1000, "N"), {}), "nothing");
  RunOptions late = from_begin;
  late.start = 5000;
  EXPECT_EQ(sensitivity(beats(1000, "N"), beats(1000, "N"), late), "nothing");
  // An end of fibrillation before the start says in which state it begins.
  const auto marked = std::vector{mark(900, "["), mark(950, "]")} + beats(1000, "N");
  EXPECT_EQ(sensitivity(marked, marked, late), "");
}

TEST(RunReports, ListsMismatchesWithTheirWindows) {
  const auto compared = compare_runs(beats(1000, "NVVN"), beats(1000, "NVNN"), from_begin);
  ASSERT_TRUE(compared);
  EXPECT_EQ(run_mismatch_list(compared->sensitivity, RunKind::ventricular, "sensitivity"),
            "\nVE Run-by-run comparison for sensitivity\n2/1(1246-1654)\n");
}

TEST(RunReports, ClassesAreFoundFromTheirShortestLengthOn) {
  RunComparison comparison;
  comparison.sensitivity.counts[4][2] = 3;   // short runs of which a couplet was found: missed
  comparison.sensitivity.counts[2][6] = 2;   // couplets within a long run: found
  comparison.predictivity.counts[1][2] = 5;  // couplets where the reference has a single beat
  const RunFigures figures = figures_of(comparison);
  EXPECT_EQ(figures.classes[0].found, 2);
  EXPECT_EQ(figures.classes[0].invented, 5);
  EXPECT_EQ(figures.classes[1].missed, 3);
  EXPECT_EQ(run_line(comparison, "100"),
            " 100   2   0   0   5   0   3   0   0   0   0   0   0  100   0   0   -   -   -\n");
}

}  // namespace
}  // namespace rwave::ec57
