// rwave compare as a user types it, on folders as train leaves them.
#ifdef RWAVE_LEARN
#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "base/csv_table.h"
#include "base/output_file.h"
#include "cli/finished_run.h"
#include "cli/two_levels.h"
#include "dataset/beat_file.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

class CompareCommand : public ::testing::Test {
 protected:
  // `rwave compare` over these folders below the temporary one.
  CommandResult compare(const std::string& runs, const std::string& more = "--no-costs") const {
    return run_command("cd '" + folder_.path().string() + "' && rwave compare " + runs + " " + more +
                       " -o out");
  }
  CsvTable table(const std::string& name) const { return read_csv(folder_ / "out" / name); }

  const TemporaryFolder folder_;
};

TEST_F(CompareCommand, SeedsAreOneLineWithMeanAndSpread) {
  write_run(folder_ / "a", {.seed = 1, .accuracy = 0.90});
  write_run(folder_ / "b", {.seed = 2, .accuracy = 0.94});
  const CommandResult result = compare("a b");
  ASSERT_EQ(result.status, 0) << result.err;
  const CsvTable csv = table("compare.csv");
  EXPECT_EQ(csv.cell(0, "network"), "mlp");
  EXPECT_EQ(csv.cell(0, "seeds"), "1 2");
  EXPECT_NEAR(csv.number(0, "accuracy"), 0.92, 1e-9);
  EXPECT_NEAR(csv.number(0, "accuracy_spread"), 0.0282843, 1e-6) << "sqrt(2) * .02";
  EXPECT_EQ(csv.number(0, "training_seconds"), 7) << "the log's three epochs";
  EXPECT_EQ(csv.number(0, "kept_epoch"), 2);
  EXPECT_EQ(csv.cell(1, "source"), "the report") << "published figures follow";
  EXPECT_EQ(csv.cell(1, "split"), "official");
  EXPECT_THAT(result.out, HasSubstr("92.00±2.83"));
  EXPECT_THAT(result.out, HasSubstr("Farag 2023"));
}

// One training is one seed, however often it is given.
TEST_F(CompareCommand, ATrainingThatIsThereTwiceIsNoSpread) {
  write_run(folder_ / "a", {.seed = 1});
  write_run(folder_ / "copy", {.seed = 1});
  CommandResult result = compare("a ./a");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("rwave: ./a is given twice and counts once\n"));
  EXPECT_EQ(table("compare.csv").cell(0, "seeds"), "1");
  EXPECT_EQ(table("compare.csv").cell(0, "accuracy_spread"), "");
  result = compare("a copy");
  EXPECT_THAT(result.out, HasSubstr("[1] a and copy are of one seed, 1, and no two trainings\n"));
  EXPECT_EQ(table("compare.csv").cell(0, "seeds"), "1 1");
}

TEST_F(CompareCommand, PublishedFiguresAreThoseOfTheSameData) {
  write_run(folder_ / "ptb", {.data = "ptb-rows, recipe kaggle-ptb"});
  const CommandResult ptb = compare("ptb");
  ASSERT_EQ(ptb.status, 0) << ptb.err;
  EXPECT_THAT(ptb.out, HasSubstr("CVxTz (Kaggle)"));
  EXPECT_THAT(ptb.out, Not(HasSubstr("Farag 2023"))) << "that is on MIT-BIH";
  const CsvTable csv = table("compare.csv");
  for (std::size_t i = 0; i < csv.rows.size(); ++i) EXPECT_NE(csv.cell(i, "source"), "Farag 2023");
  write_run(folder_ / "other", {.data = "/data/incartdb, recipe kaggle"});
  EXPECT_THAT(compare("other").out, HasSubstr("No published figures on these data are known.\n"));
  write_run(folder_ / "path", {.data = "/data/mitdb/, recipe kaggle"});
  EXPECT_THAT(compare("path").out, HasSubstr("Farag 2023"));
}

TEST_F(CompareCommand, TreatmentsAndVariantsAreToldApart) {
  write_run(folder_ / "plain", {.options = {{"class-weights", "none"}, {"lr", 0.001}}});
  write_run(folder_ / "weighted", {.options = {{"class-weights", "effective"}, {"lr", 0.001}}});
  write_run(folder_ / "augmented", {.options = {{"augment-shift", 4}, {"lr", 0.001}}});
  write_run(folder_ / "other", {.options = {{"class-weights", "none"}, {"lr", 0.01}}});
  ASSERT_EQ(compare("plain weighted augmented other").status, 0);
  const CsvTable csv = table("compare.csv");
  EXPECT_EQ(csv.cell(0, "treatment"), "unweighted");
  EXPECT_EQ(csv.cell(1, "treatment"), "weighted");
  EXPECT_EQ(csv.cell(2, "treatment"), "augmented");
  EXPECT_EQ(csv.cell(3, "treatment"), "unweighted");
  EXPECT_EQ(csv.cell(0, "variant"), "");
  EXPECT_EQ(csv.cell(3, "variant"), "--lr 0.01");
}

TEST_F(CompareCommand, TheDistanceBetweenTheSplitsIsStatedWithItsFigures) {
  write_run(folder_ / "official", {.split = "official", .accuracy = 0.98, .f1 = 0.9});
  write_run(folder_ / "apart", {.split = "ds1ds2", .accuracy = 0.91, .f1 = 0.55});
  const CommandResult result = compare("official apart", "--no-costs --json");
  ASSERT_EQ(result.status, 0) << result.err;
  const auto json = nlohmann::json::parse(result.out);
  EXPECT_EQ(json, nlohmann::json::parse(read_file(folder_ / "out" / "compare.json")));
  ASSERT_EQ(json.at("gaps").size(), 1U);
  EXPECT_EQ(json["gaps"][0]["s_f1"]["official"], 0.9);
  EXPECT_EQ(json["gaps"][0]["s_f1"]["ds1ds2"], 0.55);
  const std::string first = json["sentences"][0], last = json["sentences"][2];
  EXPECT_THAT(first, HasSubstr("35.0 points less"));
  EXPECT_THAT(last, HasSubstr("97.26 to 98.86 % (official split)"));
  EXPECT_THAT(last, HasSubstr("93.00 to 98.50 % (patients apart)"));
  const CsvTable gap = table("gap.csv");
  EXPECT_EQ(gap.cell(1, "figure"), "nsvf_f1");
  EXPECT_NEAR(gap.number(1, "distance"), 0.35, 1e-9);
  EXPECT_EQ(fs::exists(folder_ / "out" / "gap.png"), fs::exists(folder_ / "out" / "compare.png"));
}

TEST_F(CompareCommand, AClassWithoutTestRowsIsMarked) {
  write_run(folder_ / "a", {.beats = {100, 10, 20, 5, 0}});
  const CommandResult result = compare("a");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("mlp [1]"));
  EXPECT_THAT(result.out, HasSubstr("[1] no beats of Q among the test rows"));
  EXPECT_EQ(table("compare.csv").cell(0, "note"), "no beats of Q among the test rows");
}

TEST_F(CompareCommand, WhatIsNoRunOrOfOtherDataIsNamed) {
  make_folder(folder_ / "empty");
  CommandResult result = compare("empty");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err,
              HasSubstr("rwave: empty: holds no model.safetensors: expected the folder of a finished "
                        "`rwave train`"));
  write_run(folder_ / "a", {});
  write_run(folder_ / "b", {.data = "ptb-rows, recipe kaggle-ptb"});
  result = compare("a b");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("rwave: b: was trained on 'ptb-rows, recipe kaggle-ptb'"));
  EXPECT_FALSE(fs::exists(folder_ / "out"));
  write_file(folder_ / "a" / "scores.json", "{}");
  EXPECT_THAT(compare("a").err, HasSubstr("rwave: a: its record or scores.json does not read"));
}

TEST_F(CompareCommand, CostsThatCannotBeMeasuredAreLeftEmpty) {
  write_run(folder_ / "a", {});  // no network that could be exported
  const CommandResult result = compare("a", "");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("multiply-adds and inference times left empty: "));
  EXPECT_EQ(table("compare.csv").cell(0, "inference_microseconds"), "");
}

TEST_F(CompareCommand, WithoutATemporaryFolderCostsAreLeftEmpty) {
  write_run(folder_ / "a", {});
  const CommandResult result =
      run_command("cd '" + folder_.path().string() + "' && TMPDIR=/nowhere rwave compare a -o out");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("inference times left empty: no temporary folder: TMPDIR names none"));
}

// compare.csv of runs that are gone: the front needs no more.
TEST_F(CompareCommand, TheFrontTakesTablesOfEarlierComparisons) {
  write_file(folder_ / "earlier.csv",
             "source,network,treatment,split,variant,seeds,accuracy,accuracy_spread,macro_f1,macro_f1_spread,"
             "parameters,multiply_adds\n"
             "this program,seed,unweighted,kaggle,,1 2,0.988,0.001,0.92,,5125125,13658880\n"
             "this program,compact,augmented,kaggle,\"--lr 0.1, --breadth 13\",1,0.987,,0.92,,48066,1081392\n"
             "this program,mlp,unweighted,ds1ds2,,1,0.9,,0.5,,81669,81280\n"
             "this program,kachuee,unweighted,kaggle,,1,0.9,,0.5,,53957,\n"
             "the report,seed,weighted,official,,,0.9726,,0.867,,,\n");
  const CommandResult result = compare("", "--also earlier.csv");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.out, read_file(folder_ / "out" / "front.csv"));
  const CsvTable front = table("front.csv");
  ASSERT_EQ(front.rows.size(), 2U) << "of another split, without costs, published: not taken";
  EXPECT_EQ(front.cell(0, "network"), "seed");
  EXPECT_EQ(front.number(1, "multiply_adds"), 1081392);
  EXPECT_FALSE(fs::exists(folder_ / "out" / "compare.csv"));
  if (fs::exists(folder_ / "out" / "front.png")) {
    const std::string picture = read_file(folder_ / "out" / "front.svg");
    EXPECT_THAT(picture, HasSubstr(">compact --breadth 13<"));
    EXPECT_THAT(picture, HasSubstr("seeds of a network: 1, or 1 2<"));
  }
  EXPECT_EQ(compare("", "--also out/front.csv").status, 0) << "its own table is one too";
  write_run(folder_ / "a", {});
  ASSERT_EQ(compare("a", "--no-costs --also earlier.csv").status, 0);
  EXPECT_EQ(table("front.csv").rows.size(), 2U) << "no cost is known of the run";
  EXPECT_TRUE(fs::exists(folder_ / "out" / "compare.csv"));
}

TEST_F(CompareCommand, WhatIsNoTableOfAComparisonIsNamed) {
  EXPECT_EQ(compare("").status, 2) << "nothing to compare";
  EXPECT_EQ(compare("", "--json --also x.csv").status, 2);
  EXPECT_THAT(compare("", "--also absent.csv").err, HasSubstr("absent.csv: cannot be read"));
  write_file(folder_ / "other.csv", "source,network\nthis program,mlp\n");
  const CommandResult other = compare("", "--also other.csv");
  EXPECT_EQ(other.status, 1);
  EXPECT_THAT(other.err, HasSubstr("other.csv: has no column split: expected a compare.csv or front.csv"));
  write_run(folder_ / "a", {});
  ASSERT_EQ(compare("a").status, 0);
  EXPECT_FALSE(fs::exists(folder_ / "out" / "front.csv")) << "no costs, no front";
  EXPECT_THAT(compare("", "--also out/compare.csv").err,
              HasSubstr("holds no network trained on the official split whose multiply-adds are known"));
}

// Two networks of one family are of one name and of different cost.
TEST_F(CompareCommand, EachWidthOfAFamilyHasItsOwnCost) {
  write_beat_set(folder_ / "toy.beats", two_levels());
  const auto train = [&](const std::string& name, const std::string& options) {
    return run_command(
               "cd '" + folder_.path().string() +
               "' && rwave train --model compact --data toy.beats --split random --epochs 1 --threads 1 "
               "--no-pictures -o " +
               name + " " + options)
        .status;
  };
  ASSERT_EQ(train("wide", "--breadth 8"), 0);
  ASSERT_EQ(train("narrow", "--breadth 4"), 0);
  ASSERT_EQ(compare("wide narrow", "").status, 0);
  const CsvTable csv = table("compare.csv");
  EXPECT_GT(csv.number(0, "multiply_adds"), 2 * csv.number(1, "multiply_adds"));
}

}  // namespace
}  // namespace rwave::testing
#endif
