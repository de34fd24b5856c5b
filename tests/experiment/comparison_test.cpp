// Comparisons as functions, on folders as `rwave train` leaves them.
#include "experiment/compare/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/csv_table.h"
#include "base/output_file.h"
#include "base/warning.h"
#include "cli/finished_run.h"
#include "experiment/compare/group.h"
#include "experiment/compare/pareto_front.h"
#include "experiment/compare/split_gap.h"
#include "experiment/model_record.h"
#include "rwave/error.h"
#include "support/support.h"

namespace rwave::experiment {
namespace {

namespace fs = std::filesystem;
using rwave::testing::FinishedRun;
using rwave::testing::write_run;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Trained = Run;  // a test has a Run of its own

class Comparison : public ::testing::Test {
 protected:
  Trained run(const std::string& name, const FinishedRun& run, const CurrentOptions& current = {}) const {
    write_run(folder_ / name, run);
    return read_run(folder_ / name, current);
  }

  const testing::TemporaryFolder folder_;
};

TEST_F(Comparison, AFinishedTrainingIsReadWithoutLibtorch) {
  const Trained one = run("a", {.seed = 3, .options = {{"lr", 0.01}}, .accuracy = 0.91});
  EXPECT_EQ(one.network, "mlp");
  EXPECT_EQ(one.treatment, "unweighted");
  EXPECT_EQ(one.split, "official");
  EXPECT_EQ(one.published_data(), "mitdb");
  EXPECT_EQ(one.seconds, 7) << "the log's three epochs";
  EXPECT_FALSE(one.options.contains("seed")) << "seeds of one training differ by it";
  EXPECT_EQ(one.of_class("S").f1, 0.8);
}

// The drift: comparisons looked at four of the five augmentations, and took flipped rows for plain ones.
TEST_F(Comparison, EveryAugmentationMakesAnAugmentedTraining) {
  EXPECT_EQ(run("none", {}).treatment, "unweighted");
  for (const char* option :
       {"augment-scale", "augment-noise", "augment-shift", "augment-stretch", "augment-flip"})
    EXPECT_EQ(run(option, {.options = {{option, 0.5}}}).treatment, "augmented") << option;
  EXPECT_EQ(run("both", {.options = {{"augment-flip", 0.5}, {"class-weights", "inverse"}}}).treatment,
            "weighted and augmented");
}

// The drift: comparisons had defaults of their own, which options that came later were not among.
TEST_F(Comparison, OptionsThatCameLaterAreFilledInByWhoeverKnowsThem) {
  const CurrentOptions current = [](const nlohmann::json& recorded, const std::string&) {
    nlohmann::json all = {{"model", ""}, {"split", ""}, {"seed", 1}, {"lr", 0.1}, {"came-later", 8}};
    all.update(recorded);
    return all;
  };
  const Trained old = run("old", {.seed = 1}, current);
  const Trained later = run("later", {.seed = 2, .options = {{"came-later", 8}}}, current);
  const Trained other = run("other", {.seed = 3, .options = {{"came-later", 9}}}, current);
  const auto groups = group_runs({old, later, other});
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].seeds(), "1 2");
  EXPECT_EQ(groups[1].variant, "--came-later 9");
}

TEST_F(Comparison, RunsOfEarlierVersionsAreReadByTheirFormerNames) {
  std::vector<std::string> said;
  on_notice([&](const std::string& line) { said.push_back(line); });
  const Trained old = run("old", {.split = "kaggle"});
  on_notice({});
  EXPECT_EQ(old.split, "official");
  EXPECT_THAT(said, ElementsAre(HasSubstr("old: the split 'kaggle' is called 'official' now")));
}

TEST_F(Comparison, AGapIsTheSameTrainingOnBothSplits) {
  const auto groups = group_runs({run("o", {.split = "official", .accuracy = 0.98, .f1 = 0.9}),
                                  run("a", {.split = "ds1ds2", .accuracy = 0.91, .f1 = 0.55}),
                                  run("w", {.split = "ds1ds2", .options = {{"class-weights", "inverse"}}})});
  const auto gaps = split_gaps(groups);
  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_EQ(gaps[0].apart->first().folder, folder_ / "a");
  const auto sentences = split_gap_sentences(gaps);
  ASSERT_EQ(sentences.size(), 3U);
  EXPECT_THAT(sentences[0], HasSubstr("35.0 points less"));
  EXPECT_THAT(split_gap_sentences({}), IsEmpty());
}

TEST_F(Comparison, TheFrontReadsTablesOfEarlierVersions) {
  write_file(folder_ / "front.csv",
             "source,network,treatment,split,accuracy,macro_f1,multiply_adds\n"
             "this program,small,unweighted,kaggle,.98,.9,1000\n"
             "this program,large,unweighted,official,.99,.93,2000\n"
             "this program,apart,unweighted,ds1ds2,.91,.4,2000\n");
  const auto points = read_pareto_points(folder_ / "front.csv");
  ASSERT_EQ(points.size(), 2U);
  EXPECT_EQ(points[0].network, "small");
  EXPECT_EQ(points[1].multiply_adds, 2000);
}

TEST_F(Comparison, WritesItsTablesAndSaysThem) {
  write_run(folder_ / "a", {.seed = 1, .accuracy = 0.90});
  write_run(folder_ / "b", {.seed = 2, .accuracy = 0.94});
  CompareOptions options;
  options.runs = {(folder_ / "a").string(), (folder_ / "b").string()};
  options.output = (folder_ / "out").string();
  options.costs = false;
  const ComparisonText made = compare_runs(options);
  EXPECT_THAT(made.text, HasSubstr("92.00±2.83"));
  EXPECT_EQ(made.json, read_file(folder_ / "out/compare.json"));
  EXPECT_NEAR(read_csv(folder_ / "out/compare.csv").number(0, "accuracy"), 0.92, 1e-9);
  EXPECT_THROW(compare_runs({}), UsageError) << "nothing to compare";
}

TEST_F(Comparison, ADamagedModelFileIsNamed) {
  write_run(folder_ / "a", {});
  const std::string file = (folder_ / "a/model.safetensors").string();
  EXPECT_EQ(read_model_record(file).at("channels"), 1) << "left out by the first versions";
  std::string bytes = read_file(file);
  bytes += "x";
  write_file(file, bytes);
  try {
    read_model_record(file);
    FAIL() << "no error";
  } catch (const Error& fault) {
    EXPECT_THAT(fault.what(), HasSubstr(file));
    EXPECT_THAT(fault.what(), HasSubstr("does not match its checksum"));
  }
}

}  // namespace
}  // namespace rwave::experiment
