#include <gtest/gtest.h>

#include <algorithm>

#include "score/example_report.h"

namespace rwave {
namespace {

const std::string head = "small,\"mitdb, recipe kaggle\",\"DS2, by patient\",1,";

TEST(ScoreCsv, HasALineAFigure) {
  const std::string text = score_csv(testing::example_by_record());
  EXPECT_EQ(text.substr(0, text.find('\n')), "model,data,split,seeds,group,class,figure,value,low,high");
  EXPECT_NE(text.find(head + ",,beats,3921,,\n"), std::string::npos) << text;
  EXPECT_NE(text.find(head + ",S,sensitivity,0.7575757575757576,,\n"), std::string::npos);
  EXPECT_NE(text.find(head + "100,V,positive_predictivity,1,,\n"), std::string::npos);
  // Record 106 has no S beats: an empty value, not 0.
  EXPECT_NE(text.find(head + "106,S,sensitivity,,,\n"), std::string::npos);
  // A head line, then 4 overall figures and 4 a class, for all rows and for each of two records.
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1 + 3 * (4 + 3 * 4));
}

TEST(ScoreCsv, GivesTheBoundsOfIntervals) {
  ScoreReport report = testing::example_by_record();
  report.groups.clear();
  report.intervals = ScoreIntervals{};
  report.intervals->accuracy = {0.5, 0.75};
  report.intervals->classes.resize(3);
  report.intervals->classes[2].f1 = {0.25, 1};
  const std::string text = score_csv(report);
  EXPECT_NE(text.find(",accuracy,0.9910737056873247,0.5,0.75\n"), std::string::npos) << text;
  EXPECT_NE(text.find(",V,f1,0.9804305283757339,0.25,1\n"), std::string::npos) << text;
}

TEST(ConfusionCsv, HasALineACellWithItsShareOfTheTrueClass) {
  const std::string text = confusion_csv(testing::example_by_record());
  EXPECT_EQ(text.substr(0, text.find('\n')), "model,data,split,seeds,truth,predicted,count,share");
  EXPECT_NE(text.find("1,S,N,8,0.24242424242424243\n"), std::string::npos) << text;
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1 + 9);
}

TEST(ScoreCsv, QuotesAsRfc4180Says) {
  ScoreReport report = testing::example_by_record();
  report.provenance.model = "the \"small\" one";
  EXPECT_NE(score_csv(report).find("\n\"the \"\"small\"\" one\",\"mitdb"), std::string::npos);
}

}  // namespace
}  // namespace rwave
