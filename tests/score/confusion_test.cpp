#include "score/confusion.h"

#include <gtest/gtest.h>

#include <cmath>

#include "rwave/error.h"

namespace rwave {
namespace {

Confusion three_classes() {
  // The example of scikit-learn's user guide (section "Classification report"): y_true 0 1 2 2 0, y_pred 0 0
  // 2 1 0.
  Confusion confusion({"0", "1", "2"});
  const int truth[] = {0, 1, 2, 2, 0};
  const int predicted[] = {0, 0, 2, 1, 0};
  for (int i = 0; i < 5; ++i) confusion.add(truth[i], predicted[i]);
  return confusion;
}

TEST(Confusion, CountsByTruthAndPrediction) {
  const Confusion confusion = three_classes();
  EXPECT_EQ(confusion.total(), 5);
  EXPECT_EQ(confusion.count(1, 0), 1);  // truth 1, called 0
  EXPECT_EQ(confusion.count(0, 1), 0);
  EXPECT_EQ(confusion.support(2), 2);
  EXPECT_EQ(confusion.predicted(0), 3);
}

TEST(Confusion, SharesOfATrueClassSumToOne) {
  const Confusion confusion = three_classes();
  EXPECT_DOUBLE_EQ(confusion.share(2, 1), 0.5);
  EXPECT_DOUBLE_EQ(confusion.share(2, 0) + confusion.share(2, 1) + confusion.share(2, 2), 1);
  EXPECT_TRUE(std::isnan(Confusion({"N", "V"}).share(0, 1)));
}

TEST(Scores, EqualScikitLearnsPublishedExample) {
  // Its printed report: precision .67 0 1, recall 1 0 .5, f1 .80 0 .67; accuracy .60; macro averages .56 .50
  // .49.
  const Scores scores = scores_of(three_classes());
  EXPECT_EQ(scores.total, 5);
  EXPECT_DOUBLE_EQ(scores.accuracy, 3.0 / 5);
  EXPECT_DOUBLE_EQ(scores.balanced_accuracy, 0.5);
  EXPECT_NEAR(scores.macro_f1, 0.49, 0.005);
  ASSERT_EQ(scores.classes.size(), 3U);
  EXPECT_DOUBLE_EQ(scores.classes[0].positive_predictivity, 2.0 / 3);
  EXPECT_DOUBLE_EQ(scores.classes[0].f1, 0.8);
  EXPECT_DOUBLE_EQ(scores.classes[1].sensitivity, 0);
  EXPECT_DOUBLE_EQ(scores.classes[1].f1, 0);
  EXPECT_DOUBLE_EQ(scores.classes[2].positive_predictivity, 1);
  EXPECT_DOUBLE_EQ(scores.classes[2].f1, 2.0 / 3);
}

TEST(Scores, AbsentClassHasNoSensitivityAndIsLeftOutOfTheMeans) {
  Confusion confusion({"N", "S", "V"});
  confusion.add(0, 0, 90);
  confusion.add(2, 2, 10);
  const Scores scores = scores_of(confusion);
  EXPECT_TRUE(std::isnan(scores.classes[1].sensitivity));
  EXPECT_TRUE(std::isnan(scores.classes[1].positive_predictivity));
  EXPECT_TRUE(std::isnan(scores.classes[1].f1));
  EXPECT_DOUBLE_EQ(scores.balanced_accuracy, 1);
  EXPECT_DOUBLE_EQ(scores.macro_f1, 1);
}

TEST(Scores, AbsentClassThatIsPredictedCountsAgainstMacroF1) {
  Confusion confusion({"N", "S"});
  confusion.add(0, 0, 99);
  confusion.add(0, 1, 1);
  const Scores scores = scores_of(confusion);
  EXPECT_TRUE(std::isnan(scores.classes[1].sensitivity));
  EXPECT_DOUBLE_EQ(scores.classes[1].positive_predictivity, 0);
  EXPECT_DOUBLE_EQ(scores.macro_f1, (198.0 / 199 + 0) / 2);
  EXPECT_DOUBLE_EQ(scores.balanced_accuracy, 0.99);  // S is not there: its sensitivity is not 0 but undefined
}

TEST(Scores, OfNothingAreUndefined) {
  const Scores scores = scores_of(Confusion({"N", "V"}));
  EXPECT_EQ(scores.total, 0);
  EXPECT_TRUE(std::isnan(scores.accuracy));
  EXPECT_TRUE(std::isnan(scores.balanced_accuracy));
  EXPECT_TRUE(std::isnan(scores.macro_f1));
}

TEST(Confusion, AddsAnotherOfTheSameClassesOnly) {
  Confusion sum = three_classes();
  sum.add(three_classes());
  EXPECT_EQ(sum.total(), 10);
  EXPECT_EQ(sum.count(0, 0), 4);
  EXPECT_THROW(sum.add(Confusion({"0", "1"})), Error);
  EXPECT_THROW(sum.add(Confusion({"0", "1", "x"})), Error);
}

TEST(Confusion, RefusesClassesThatItDoesNotHave) {
  Confusion confusion({"N", "V"});
  EXPECT_THROW(confusion.add(2, 0), Error);
  EXPECT_THROW(confusion.add(0, -1), Error);
  EXPECT_THROW(Confusion({}), Error);
}

}  // namespace
}  // namespace rwave
