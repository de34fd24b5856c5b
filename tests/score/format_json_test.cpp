#include <gtest/gtest.h>

#include "score/example_report.h"

namespace rwave {
namespace {

TEST(ScoreJson, HasTheseKeys) {
  ScoreReport report = testing::example_by_record();
  report.intervals = bootstrap_patients(confusions_of(report.groups), {.replicates = 100, .seed = 9});
  const nlohmann::json json = nlohmann::json::parse(score_json(report).dump());
  EXPECT_EQ(json.at("model"), "small");
  EXPECT_EQ(json.at("data"), "mitdb, recipe kaggle");
  EXPECT_EQ(json.at("split"), "DS2, by patient");
  EXPECT_EQ(json.at("seeds"), "1");
  EXPECT_EQ(json.at("beats"), 3921);
  EXPECT_DOUBLE_EQ(json.at("accuracy"), 3886.0 / 3921);
  EXPECT_TRUE(json.at("balanced_accuracy").is_number());
  EXPECT_TRUE(json.at("macro_f1").is_number());

  const nlohmann::json& of_s = json.at("classes").at(1);
  EXPECT_EQ(of_s.at("name"), "S");
  EXPECT_EQ(of_s.at("beats"), 33);
  EXPECT_DOUBLE_EQ(of_s.at("sensitivity"), 25.0 / 33);
  EXPECT_DOUBLE_EQ(of_s.at("positive_predictivity"), 25.0 / 32);
  EXPECT_DOUBLE_EQ(of_s.at("f1"), 50.0 / 65);

  EXPECT_EQ(json.at("confusion").at("classes"), (std::vector<std::string>{"N", "S", "V"}));
  EXPECT_EQ(json.at("confusion").at("counts").at(2), (std::vector<int>{20, 0, 501}));
  EXPECT_DOUBLE_EQ(json.at("confusion").at("normalised").at(2).at(2), 501.0 / 521);

  const nlohmann::json& intervals = json.at("intervals");
  EXPECT_EQ(intervals.at("drawn"), "patient");
  EXPECT_EQ(intervals.at("units"), 2);
  EXPECT_EQ(intervals.at("level"), 0.95);
  EXPECT_EQ(intervals.at("replicates"), 100);
  EXPECT_EQ(intervals.at("seed"), 9);
  EXPECT_LT(intervals.at("accuracy").at(0), intervals.at("accuracy").at(1));
  EXPECT_EQ(intervals.at("balanced_accuracy").size(), 2U);
  EXPECT_EQ(intervals.at("macro_f1").size(), 2U);
  EXPECT_EQ(intervals.at("classes").at(2).at("name"), "V");
  EXPECT_EQ(intervals.at("classes").at(2).at("sensitivity").size(), 2U);

  EXPECT_EQ(json.at("groups").at(0).at("name"), "100");
  EXPECT_EQ(json.at("groups").at(0).at("beats"), 1894);
}

TEST(ScoreJson, UndefinedFiguresAreNull) {
  const nlohmann::json json = nlohmann::json::parse(score_json(testing::example_by_record()).dump());
  EXPECT_TRUE(
      json.at("groups").at(1).at("classes").at(1).at("sensitivity").is_null());  // record 106 has no S beats
  EXPECT_FALSE(json.contains("intervals"));
}

TEST(ScoreJson, KeepsItsOrder) {
  EXPECT_EQ(score_json(testing::example_by_record()).begin().key(), "model");
}

}  // namespace
}  // namespace rwave
