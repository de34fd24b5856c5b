// Runs, episodes, measurements and beats of several records as JSON and CSV: gross figures weigh beats or
// seconds, averages weigh the records in which a figure is defined, 0 of 0 is null. By hand.
#include <gtest/gtest.h>

#include "ec57/suite.h"

namespace rwave::ec57 {
namespace {

RunComparison runs(std::int64_t found, std::int64_t missed) {
  RunComparison comparison;
  comparison.sensitivity.counts[2][2] = found;    // couplets that the other has, too
  comparison.sensitivity.counts[2][1] = missed;   // of which the other has one beat
  comparison.predictivity.counts[4][4] = found;   // short runs
  comparison.predictivity.counts[0][4] = missed;  // where the reference has no run
  return comparison;
}

// As a program reads it: what is not a number is null only in the text.
nlohmann::json read_back(const nlohmann::ordered_json& json) {
  return nlohmann::json::parse(json.dump());
}

RecordSuite record_with(const std::string& name) {
  RecordSuite suite;
  suite.record = name;
  return suite;
}

TEST(SuiteJson, RunsHaveCountsSharesMatricesSumsAndAverages) {
  std::vector<RecordSuite> records = {record_with("a"), record_with("b"), record_with("empty")};
  records[0].ventricular = runs(3, 1);
  records[0].supraventricular = runs(0, 0);
  records[1].ventricular = runs(1, 1);
  records[1].supraventricular = runs(0, 2);
  const auto json = read_back(run_json(records));
  ASSERT_EQ(json["records"].size(), 2U);  // nothing lies in the third one's scored time
  const auto& couplets = json["records"][0]["ventricular"]["couplets"];
  EXPECT_EQ(couplets["reference_found"], 3);
  EXPECT_EQ(couplets["reference_missed"], 1);
  EXPECT_EQ(couplets["sensitivity"], 0.75);
  EXPECT_TRUE(couplets["positive_predictivity"].is_null());  // no couplet of the test annotator
  const auto& short_runs = json["records"][0]["ventricular"]["short_runs"];
  EXPECT_EQ(short_runs["test_right"], 3);
  EXPECT_EQ(short_runs["test_false"], 1);
  EXPECT_EQ(short_runs["positive_predictivity"], 0.75);
  EXPECT_EQ(json["records"][1]["ventricular"]["sensitivity_matrix"][2][1], 1);
  EXPECT_EQ(json["records"][1]["ventricular"]["predictivity_matrix"][0][4], 1);
  EXPECT_EQ(json["gross"]["ventricular"]["couplets"]["sensitivity"], 4.0 / 6);
  EXPECT_EQ(json["average"]["ventricular"]["couplets"]["sensitivity"], 0.625);  // of .75 and .5
  // Of the two only the second has supraventricular couplets, and finds none of them.
  EXPECT_EQ(json["average"]["supraventricular"]["couplets"]["sensitivity"], 0);
  EXPECT_TRUE(json["average"]["supraventricular"]["long_runs"]["sensitivity"].is_null());
}

TEST(SuiteJson, EpisodesOfDifferentRatesAddUpInSeconds) {
  std::vector<RecordSuite> records = {record_with("a"), record_with("b")};
  records[0].episodes[EpisodeKind::atrial_fibrillation] = {.found = 1,
                                                           .missed = 1,
                                                           .right = 1,
                                                           .invented = 3,
                                                           .reference_duration = 3600,
                                                           .reference_overlap = 1800,
                                                           .test_duration = 7200,
                                                           .test_overlap = 1800,
                                                           .rate = 360};
  records[1].episodes[EpisodeKind::atrial_fibrillation] = {.found = 1,
                                                           .right = 1,
                                                           .reference_duration = 1000,
                                                           .reference_overlap = 1000,
                                                           .test_duration = 2000,
                                                           .test_overlap = 1000,
                                                           .rate = 100};
  records[1].episodes[EpisodeKind::ventricular_fibrillation] = {.rate = 100};
  records[1].episodes[EpisodeKind::st_both] = {.missed = 2, .reference_duration = 100, .rate = 100};
  const auto json = read_back(episode_json(records));
  const auto& first = json["records"][0]["atrial_fibrillation"];
  EXPECT_EQ(first["sensitivity"], 0.5);
  EXPECT_EQ(first["positive_predictivity"], 0.25);
  EXPECT_EQ(first["reference_seconds"], 10);
  EXPECT_EQ(first["test_seconds"], 20);
  EXPECT_EQ(first["duration_sensitivity"], 0.5);
  EXPECT_EQ(first["duration_positive_predictivity"], 0.25);
  const auto& gross = json["gross"]["atrial_fibrillation"];
  EXPECT_EQ(gross["reference_found"], 2);
  EXPECT_EQ(gross["reference_missed"], 1);
  EXPECT_EQ(gross["test_right"], 2);
  EXPECT_EQ(gross["test_false"], 3);
  EXPECT_EQ(gross["reference_seconds"], 20);
  EXPECT_EQ(gross["test_seconds"], 40);
  EXPECT_EQ(gross["duration_sensitivity"], 0.75);             // 15 of 20 s
  EXPECT_EQ(gross["duration_positive_predictivity"], 0.375);  // 15 of 40 s
  const auto& average = json["average"]["atrial_fibrillation"];
  EXPECT_EQ(average["sensitivity"], 0.75);
  EXPECT_EQ(average["positive_predictivity"], 0.625);
  EXPECT_EQ(average["duration_sensitivity"], 0.75);
  EXPECT_EQ(average["duration_positive_predictivity"], 0.375);
  // Without an episode there is no share; with two that are missed it is 0.
  EXPECT_TRUE(json["gross"]["ventricular_fibrillation"]["sensitivity"].is_null());
  EXPECT_EQ(json["gross"]["ischemic_st"]["sensitivity"], 0);
  EXPECT_TRUE(json["gross"]["ischemic_st"]["duration_positive_predictivity"].is_null());
}

TEST(SuiteJson, MeasurementsAreAveragedByTypeAndHaveNoSum) {
  std::vector<RecordSuite> records = {record_with("a"), record_with("b")};
  records[0].measurements[0] = {
      .reference_read = 4, .test_read = 4, .squared_error = 16, .reference_sum = 80};
  records[1].measurements[0] = {
      .reference_read = 1, .test_read = 1, .squared_error = 16, .reference_sum = 40};
  records[1].measurements[3] = {.reference_read = 1, .test_read = 1, .squared_error = 9, .reference_sum = 0};
  const auto json = read_back(measurement_json(records));
  EXPECT_EQ(json["records"][0]["type_0"]["n"], 4);
  EXPECT_EQ(json["records"][0]["type_0"]["rms_error"], 2);  // the root of 16 / 4
  EXPECT_EQ(json["records"][0]["type_0"]["mean_reference"], 20);
  EXPECT_DOUBLE_EQ(json["records"][0]["type_0"]["normalized_rms_error"], 0.1);
  EXPECT_EQ(json["average"]["type_0"]["rms_error"], 3);
  EXPECT_EQ(json["average"]["type_0"]["mean_reference"], 30);
  EXPECT_DOUBLE_EQ(json["average"]["type_0"]["normalized_rms_error"], 0.1);
  EXPECT_EQ(json["records"][1]["type_3"]["rms_error"], 3);
  EXPECT_TRUE(json["records"][1]["type_3"]["normalized_rms_error"].is_null());  // the mean is 0
  EXPECT_FALSE(json.contains("gross"));
}

TEST(SummaryJson, GrossWeighsBeatsAndAverageTheRecordsInWhichAFigureIsDefined) {
  std::vector<RecordComparison> records(2);
  records[0].record = "a";
  records[0].comparison.add(Label::N, Label::N, 90);
  records[0].comparison.add(Label::V, Label::V, 9);
  records[0].comparison.add(Label::V, Label::O, 1);
  records[0].comparison.add(Label::O, Label::V, 3);
  records[1].record = "b";
  records[1].comparison.add(Label::N, Label::N, 100);
  records[1].comparison.add(Label::N, Label::V, 1);
  const auto json = read_back(summary_json(records));
  EXPECT_EQ(json["labels"].dump(), R"(["N","S","V","F","Q","O","X"])");
  EXPECT_EQ(json["records"][0]["beats"], 100);
  EXPECT_EQ(json["records"][0]["matrix"][2].dump(), "[0,0,9,0,0,1,0]");
  EXPECT_EQ(json["records"][0]["matrix"][5].dump(), "[0,0,3,0,0,0,0]");
  EXPECT_DOUBLE_EQ(json["records"][0]["qrs"]["sensitivity"], 0.99);
  EXPECT_DOUBLE_EQ(json["records"][0]["v"]["positive_predictivity"], 0.75);  // 9 of 12
  EXPECT_TRUE(json["records"][1]["v"]["sensitivity"].is_null());
  EXPECT_EQ(json["gross"]["beats"], 201);
  EXPECT_DOUBLE_EQ(json["gross"]["v"]["sensitivity"], 0.9);
  EXPECT_DOUBLE_EQ(json["gross"]["v"]["positive_predictivity"], 9.0 / 13);
  EXPECT_DOUBLE_EQ(json["average"]["v"]["sensitivity"], 0.9);  // of the first alone
  EXPECT_DOUBLE_EQ(json["average"]["v"]["positive_predictivity"], 0.375);
  EXPECT_DOUBLE_EQ(json["average"]["qrs"]["sensitivity"], 0.995);
  const std::string csv = summary_csv(records);
  EXPECT_NE(csv.find("\na,100,0.99,"), std::string::npos) << csv;
  EXPECT_NE(csv.find("\nb,101,1,1,,0,"), std::string::npos) << csv;  // no V: an empty cell
  EXPECT_NE(csv.find("\ngross,201,"), std::string::npos) << csv;
  EXPECT_NE(csv.find("\naverage,,0.995,"), std::string::npos) << csv;
}

}  // namespace
}  // namespace rwave::ec57
