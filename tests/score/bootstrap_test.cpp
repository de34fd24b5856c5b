#include "score/bootstrap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "rwave/error.h"

namespace rwave {
namespace {

constexpr double normal_975 = 1.959964;  // 97.5 % quantile of the standard normal

Confusion two_classes(std::int64_t nn, std::int64_t nv, std::int64_t vn, std::int64_t vv) {
  Confusion confusion({"N", "V"});
  confusion.add(0, 0, nn);
  confusion.add(0, 1, nv);
  confusion.add(1, 0, vn);
  confusion.add(1, 1, vv);
  return confusion;
}

TEST(BootstrapRows, AccuracyHasTheBinomialStandardError) {
  // 5,000 rows, 90 % right: standard error sqrt(.9 x .1 / 5000) = 0.00424, known without any resampling.
  const ScoreIntervals intervals = bootstrap_rows(two_classes(4000, 300, 200, 500), {.replicates = 20000});
  const double margin = normal_975 * std::sqrt(0.9 * 0.1 / 5000);
  EXPECT_NEAR(intervals.accuracy.low, 0.9 - margin, 0.03 * margin);
  EXPECT_NEAR(intervals.accuracy.high, 0.9 + margin, 0.03 * margin);
  EXPECT_EQ(intervals.unit, "row");
  EXPECT_EQ(intervals.units, 5000);
}

TEST(BootstrapRows, AgreesWithDrawingTheRowsOneByOne) {
  // The reference draws 400 rows with replacement in a loop, with the standard library's generator and
  // distribution; for F1 no simple formula exists.
  const Confusion confusion = two_classes(300, 20, 30, 50);
  std::vector<int> rows;
  for (int cell = 0; cell < 4; ++cell) {
    rows.insert(rows.end(), static_cast<std::size_t>(confusion.count(cell / 2, cell % 2)), cell);
  }
  std::mt19937 engine(11);
  std::uniform_int_distribution<std::size_t> pick(0, rows.size() - 1);
  std::vector<double> f1;
  for (int r = 0; r < 10000; ++r) {
    Confusion replicate({"N", "V"});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const int cell = rows[pick(engine)];
      replicate.add(cell / 2, cell % 2);
    }
    f1.push_back(scores_of(replicate).classes[1].f1);
  }
  std::sort(f1.begin(), f1.end());
  const ScoreIntervals intervals = bootstrap_rows(confusion, {.replicates = 10000});
  EXPECT_NEAR(intervals.classes[1].f1.low, f1[250], 0.006);
  EXPECT_NEAR(intervals.classes[1].f1.high, f1[9750], 0.006);
}

TEST(BootstrapPatients, SpreadIsThatOfPatientsNotOfRows) {
  // 100 patients of 30 beats, 80 of them all right and 20 all wrong: the accuracy's standard error is
  // sqrt(.8 x .2 / 100) = 0.04; taken by rows it would seem to be sqrt(30) times smaller.
  std::vector<Confusion> patients;
  Confusion whole({"N", "V"});
  for (int i = 0; i < 100; ++i) {
    patients.push_back(i < 80 ? two_classes(30, 0, 0, 0) : two_classes(0, 30, 0, 0));
    whole.add(patients.back());
  }
  const ScoreIntervals by_patient = bootstrap_patients(patients, {.replicates = 20000});
  EXPECT_NEAR(by_patient.accuracy.low, 0.8 - normal_975 * 0.04,
              0.006);  // steps of 0.01 between possible values
  EXPECT_NEAR(by_patient.accuracy.high, 0.8 + normal_975 * 0.04, 0.006);
  EXPECT_EQ(by_patient.unit, "patient");
  EXPECT_EQ(by_patient.units, 100);

  const ScoreIntervals by_row = bootstrap_rows(whole);
  const double ratio =
      (by_patient.accuracy.high - by_patient.accuracy.low) / (by_row.accuracy.high - by_row.accuracy.low);
  EXPECT_NEAR(ratio, std::sqrt(30.0), 0.4);
}

// Two patients, one all right and one all wrong: two draws are both the one, both the other, or in half of
// the replicates one of each.
TEST(BootstrapPatients, DrawsAsManyAsThereAre) {
  const std::vector<Confusion> patients = {two_classes(30, 0, 0, 0), two_classes(0, 30, 0, 0)};
  const ScoreIntervals middle = bootstrap_patients(patients, {.replicates = 2000, .level = 0.4});
  EXPECT_EQ(middle.accuracy.low, 0.5);
  EXPECT_EQ(middle.accuracy.high, 0.5);
  const ScoreIntervals wide = bootstrap_patients(patients, {.replicates = 2000, .level = 0.6});
  EXPECT_EQ(wide.accuracy.low, 0);
  EXPECT_EQ(wide.accuracy.high, 1);
}

TEST(Bootstrap, OneSeedGivesOneAnswer) {
  const Confusion confusion = two_classes(4000, 300, 200, 500);
  const ScoreIntervals first = bootstrap_rows(confusion, {.seed = 4});
  const ScoreIntervals again = bootstrap_rows(confusion, {.seed = 4});
  const ScoreIntervals other = bootstrap_rows(confusion, {.seed = 5});
  EXPECT_EQ(first.macro_f1.low, again.macro_f1.low);
  EXPECT_EQ(first.classes[1].sensitivity.high, again.classes[1].sensitivity.high);
  EXPECT_NE(first.macro_f1.low, other.macro_f1.low);
}

TEST(Bootstrap, BoundsEncloseEveryFigureOfItsScores) {
  const Confusion confusion = two_classes(4000, 300, 200, 500);
  const Scores scores = scores_of(confusion);
  const ScoreIntervals intervals = bootstrap_rows(confusion);
  const auto encloses = [](const Interval& interval, double figure) {
    return interval.low < figure && figure < interval.high;
  };
  EXPECT_TRUE(encloses(intervals.accuracy, scores.accuracy));
  EXPECT_TRUE(encloses(intervals.balanced_accuracy, scores.balanced_accuracy));
  EXPECT_TRUE(encloses(intervals.macro_f1, scores.macro_f1));
  for (std::size_t c = 0; c < 2; ++c) {
    EXPECT_TRUE(encloses(intervals.classes[c].sensitivity, scores.classes[c].sensitivity)) << c;
    EXPECT_TRUE(encloses(intervals.classes[c].positive_predictivity, scores.classes[c].positive_predictivity))
        << c;
    EXPECT_TRUE(encloses(intervals.classes[c].f1, scores.classes[c].f1)) << c;
  }
}

TEST(Bootstrap, UndefinedFigureHasNoInterval) {
  const ScoreIntervals intervals = bootstrap_rows(two_classes(90, 10, 0, 0));
  EXPECT_TRUE(std::isnan(intervals.classes[1].sensitivity.low));
  EXPECT_FALSE(std::isnan(intervals.classes[0].sensitivity.low));
}

TEST(Bootstrap, NarrowerLevelLiesInside) {
  const Confusion confusion = two_classes(4000, 300, 200, 500);
  const Interval wide = bootstrap_rows(confusion, {.level = 0.95}).accuracy;
  const Interval narrow = bootstrap_rows(confusion, {.level = 0.5}).accuracy;
  EXPECT_LT(wide.low, narrow.low);
  EXPECT_LT(narrow.high, wide.high);
}

TEST(Bootstrap, RefusesWhatCannotBeDrawnFrom) {
  EXPECT_THROW(bootstrap_rows(two_classes(0, 0, 0, 0)), Error);
  EXPECT_THROW(bootstrap_rows(two_classes(1, 0, 0, 1), {.replicates = 0}), Error);
  EXPECT_THROW(bootstrap_rows(two_classes(1, 0, 0, 1), {.level = 1.0}), Error);
  const std::vector<Confusion> one_with_rows = {two_classes(5, 0, 0, 5), two_classes(0, 0, 0, 0)};
  EXPECT_THROW(bootstrap_patients(one_with_rows), Error);
}

}  // namespace
}  // namespace rwave
