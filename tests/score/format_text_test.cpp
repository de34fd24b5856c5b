#include <gtest/gtest.h>

#include "rwave/error.h"
#include "score/example_report.h"
#include "score/format.h"

namespace rwave {
namespace {

TEST(ScoreText, IsThis) {
  EXPECT_EQ(
      score_text(testing::example_report()),
      R"(model seed | data mitdb, recipe kaggle | split kaggle test rows, patients on both sides | seed 1
21,892 beats   accuracy 98.77 %   balanced accuracy 91.65 %   macro-F1 0.931

class   beats   Se %   +P %     F1
N      18,118  99.57  99.16  0.994
S         556  82.73  91.27  0.868
V       1,448  96.69  97.15  0.969
F         162  80.25  86.67  0.833
Q       1,608  99.00  99.19  0.991

truth  called N  called S  called V  called F  called Q    N %    S %    V %    F %    Q %
N        18,040        40        20         8        10  99.57   0.22   0.11   0.04   0.06
S            90       460         5         0         1  16.19  82.73   0.90   0.00   0.18
V            30         4     1,400        12         2   2.07   0.28  96.69   0.83   0.14
F            20         0        12       130         0  12.35   0.00   7.41  80.25   0.00
Q            12         0         4         0     1,592   0.75   0.00   0.25   0.00  99.00
)");
}

TEST(ScoreText, GivesIntervalsInBrackets) {
  ScoreReport report = testing::example_report();
  report.intervals = bootstrap_rows(report.confusion);
  const std::string text = score_text(report);
  EXPECT_NE(text.find(R"(
21,892 beats   accuracy 98.77 % (98.61-98.92)   balanced accuracy 91.65 % (90.28-93.07)   macro-F1 0.931 (0.920-0.941)

class   beats                 Se %                 +P %                   F1
N      18,118  99.57 (99.48-99.66)  99.16 (99.03-99.30)  0.994 (0.993-0.995)
S         556  82.73 (79.66-85.81)  91.27 (88.68-93.61)  0.868 (0.845-0.889)
)"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("in brackets: 95 % intervals, 2,000 bootstrap draws of 21,892 rows, seed 1\n"),
            std::string::npos);
}

TEST(ScoreText, TellsEachCoverageOnce) {
  const auto coverages_of = [](int alike, int better) {
    ScoreReport report = testing::example_report();
    for (int i = 0; i < alike; ++i) report.answers.push_back({0.8F, true});
    for (int i = 0; i < better; ++i) report.answers.push_back({0.95F, true});
    const std::string text = score_text(report);
    int told = 0;
    for (std::size_t at = text.find(" %: "); at != std::string::npos; at = text.find(" %: ", at + 1)) ++told;
    return told;
  };
  EXPECT_EQ(coverages_of(100, 0), 1) << "all are as probable: leaving some out leaves out all";
  EXPECT_EQ(coverages_of(4, 96), 2) << "99 and 98 % are all of them; 95 % and less are 96 %";
}

TEST(GroupText, IsALineARecordAndOneForAll) {
  EXPECT_EQ(group_text(testing::example_by_record()),
            R"(model small | data mitdb, recipe kaggle | split DS2, by patient | seed 1
record  beats  accuracy %  S beats  S Se %  S +P %  V beats  V Se %  V +P %
100     1,894       99.58       33   75.76  100.00        1  100.00  100.00
106     2,027       98.67        0       -    0.00      520   96.15  100.00
all     3,921       99.11       33   75.76   78.12      521   96.16  100.00
)");
}

TEST(GroupText, ShowsOtherClassesWhereThereIsNoSOrV) {
  Confusion confusion({"normal", "abnormal"});
  confusion.add(0, 0, 3);
  confusion.add(1, 1, 1);
  const std::string text =
      group_text({{"cvxtz", "ptb-rows", "fold 1 of 5", "2"}, confusion, {}, {}}, "patient");
  EXPECT_NE(text.find("patient  beats  accuracy %  abnormal beats  abnormal Se %  abnormal +P %\n"),
            std::string::npos)
      << text;
}

TEST(ScoreText, IsRefusedWithoutItsSplit) {
  ScoreReport report = testing::example_report();
  report.provenance.split.clear();
  EXPECT_THROW(score_text(report), Error);
  EXPECT_THROW(group_text(report), Error);
  EXPECT_THROW(score_csv(report), Error);
  EXPECT_THROW(confusion_csv(report), Error);
  EXPECT_THROW(score_json(report), Error);
}

TEST(Aligned, TakesRowsOfUnequalLength) {
  EXPECT_EQ(aligned({{"a", "10", "x"}, {"long", "5"}, {"b"}}), "a     10  x\nlong   5\nb\n");
}

TEST(Aligned, CountsLettersAndTakesSeveralWordColumns) {
  EXPECT_EQ(aligned({{"a", "b", "12±3"}, {"µs", "long", "1"}}, 2), "a   b     12±3\nµs  long     1\n");
}

}  // namespace
}  // namespace rwave
