// rwave evaluate --errors as a user types it: which rows are wrong, where they are, what they look like.
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/csv_table.h"
#include "base/output_file.h"
#include "beat/aami.h"
#include "cli/command_line_support.h"
#include "cli/level_network.h"
#include "cli/two_levels.h"
#include "dataset/beat_file.h"
#include "figures/picture.h"
#include "rwave/annotation.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ErrorsOption : public CommandLine {
 protected:
  // Two recordings of a minute with beats of every class, one of them tested.
  void simulate() const { ASSERT_EQ(run("rwave simulate --records 2 --seconds 60 -o db").status, 0); }

  // A network of the five classes that calls every beat `label`, the more surely the greater the row's sum.
  void always(std::size_t label) const {
    std::vector<float> slopes(5, 0), biases(5, 0);
    slopes[label] = 0.01F;
    biases[label] = 1;
    const infer::ModelCard card = {"always", "kaggle", "minmax", "", 120, 1, 187, {"N", "S", "V", "F", "Q"},
                                   "{}"};
    infer::write_onnx(folder_ / "always.onnx", level_network(slopes, biases, card));
  }
  CommandResult on_recordings(const std::string& options) const {
    return run("rwave evaluate always.onnx --data db --split patient --test-share 0.5 --seed 1 " + options);
  }

  // Rows of two levels, whose sums are about 28 and 159, told apart at `threshold`.
  CommandResult on_rows(float threshold, const std::string& options) const {
    write_beat_set(folder_ / "toy.beats", two_levels());
    const infer::ModelCard card = {"level", "kaggle", "minmax", "", 120, 1, 187, {"low", "high"}, "{}"};
    infer::write_onnx(folder_ / "level.onnx", level_network({-1, 1}, {threshold, -threshold}, card));
    return run("rwave evaluate level.onnx --data toy.beats --split random --test-share 0.2 --seed 4 " +
               options);
  }
  std::string text(const std::string& file) const { return read_file(folder_ / file); }
  bool drawn() const { return run("command -v gnuplot").status == 0; }
};

TEST_F(ErrorsOption, ListsEveryWrongRowTheMostCertainFirst) {
  simulate();
  always(2);
  const CommandResult result = on_recordings("--errors out");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("written   out/index.html\n"));
  const CsvTable errors = read_csv(folder_ / "out/errors.csv");
  ASSERT_GT(errors.rows.size(), 20U);
  const std::string record(errors.cell(0, "record"));
  std::map<std::int64_t, std::string> reference;
  std::size_t others = 0;
  for (const Annotation& beat : read_annotations(folder_ / "db" / (record + ".atr"))) {
    reference[beat.sample] = symbol_of(beat.code);
    if (beat_class(beat.code) && *beat_class(beat.code) != BeatClass::V) ++others;
  }
  EXPECT_NEAR(static_cast<double>(errors.rows.size()), static_cast<double>(others), 1) << "but the last beat";
  double last = 1;
  for (std::size_t i = 0; i < errors.rows.size(); ++i) {
    const auto sample = static_cast<std::int64_t>(errors.number(i, "sample"));
    EXPECT_EQ(errors.cell(i, "record"), record);
    ASSERT_TRUE(reference.contains(sample));
    EXPECT_EQ(errors.cell(i, "symbol"), reference[sample]);
    EXPECT_EQ(errors.cell(i, "label"), "V");
    EXPECT_NE(errors.cell(i, "truth"), "V");
    EXPECT_NEAR(errors.number(i, "seconds"), static_cast<double>(sample) / 360, 1e-3);
    EXPECT_LE(errors.number(i, "probability"), last);
    last = errors.number(i, "probability");
    EXPECT_NEAR(last + 4 * errors.number(i, "probability_of_truth"), 1, 1e-4) << "the other four are even";
  }
}

TEST_F(ErrorsOption, DrawsTheRecordingAroundTheWorst) {
  simulate();
  always(2);
  const CommandResult result = on_recordings("--errors out --panels 8");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr(" test rows are wrong.\ntruth  label  most of them in"));
  EXPECT_THAT(text("out/tables/kinds.csv"), HasSubstr("\nN,V,"));
  EXPECT_THAT(text("out/tables/records.csv"), HasSubstr(",N called V"));
  EXPECT_THAT(text("out/tables/rhythms.csv"), HasSubstr(",A,S,V "));
  const std::string page = text("out/index.html");
  EXPECT_THAT(page, HasSubstr("--errors out --panels 8</code>"));
  if (!drawn()) GTEST_SKIP() << "no gnuplot on PATH: no pictures";
  EXPECT_THAT(page, AllOf(HasSubstr("<svg role="), Not(HasSubstr("no picture"))));
  const std::string picture = text("out/figures/n-as-v.svg");
  EXPECT_THAT(picture, AllOf(HasSubstr("N called V, the most certain 2 of "), HasSubstr("mV"),
                             HasSubstr("time from the beat (s)")))
      << "a quarter of the panels from one record";
  EXPECT_EQ(occurrences(picture, " at 0:"), 2);
  EXPECT_TRUE(fs::exists(folder_ / "out/figures/n-as-v.png"));
}

TEST_F(ErrorsOption, ShowsOnlyWhatIsOfThisCall) {
  if (!drawn()) GTEST_SKIP() << "no gnuplot on PATH: no pictures";
  simulate();
  always(2);
  ASSERT_EQ(on_recordings("--errors out").status, 0);
  ASSERT_TRUE(fs::exists(folder_ / "out/figures/n-as-v.svg"));
  always(0);
  const CommandResult result = on_recordings("--errors out --json");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_TRUE(nlohmann::json::accept(result.out)) << "and nothing else on standard output";
  EXPECT_FALSE(fs::exists(folder_ / "out/figures/n-as-v.svg"));
  EXPECT_TRUE(fs::exists(folder_ / "out/figures/v-as-n.svg"));
  EXPECT_THAT(text("out/index.html"), Not(HasSubstr("called V")));
}

TEST_F(ErrorsOption, DrawsRowsWhereTheRecordingIsNotAtHand) {
  const CommandResult result = on_rows(28, "--errors out");
  ASSERT_EQ(result.status, 0) << result.err;
  const CsvTable errors = read_csv(folder_ / "out/errors.csv");
  ASSERT_FALSE(errors.rows.empty());
  EXPECT_EQ(errors.cell(0, "sample"), "");
  EXPECT_EQ(errors.cell(0, "seconds"), "");
  EXPECT_NE(errors.cell(0, "row"), "");
  EXPECT_FALSE(fs::exists(folder_ / "out/tables/rhythms.csv")) << "nothing is known of rhythms";
  if (!drawn()) GTEST_SKIP() << "no gnuplot on PATH: no pictures";
  const std::string picture = text("out/figures/" + std::string(errors.cell(0, "truth")) + "-as-" +
                                   std::string(errors.cell(0, "label")) + ".svg");
  EXPECT_THAT(picture, AllOf(HasSubstr("toy, row "), HasSubstr("share of range")));
}

TEST_F(ErrorsOption, SaysSoWhereThereAreNone) {
  const CommandResult result = on_rows(93.5, "--errors out");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out,
              HasSubstr("\nNo errors: all 60 test rows are labelled as the reference has them.\n"));
  EXPECT_THAT(text("out/index.html"), HasSubstr("No errors: all 60 test rows"));
  EXPECT_TRUE(read_csv(folder_ / "out/errors.csv").rows.empty());
  EXPECT_FALSE(fs::exists(folder_ / "out/figures"));
}

TEST_F(ErrorsOption, DoesWithoutGnuplotAndSaysSo) {
  const CommandResult result =
      on_rows(28,
              "--errors out >/dev/null && export PATH=\"${PATH%%:*}\" && rwave evaluate level.onnx --data "
              "toy.beats --split random --errors without");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("rwave: no pictures: gnuplot is not on PATH"));
  EXPECT_FALSE(fs::exists(folder_ / "without/figures"));
  EXPECT_THAT(text("without/index.html"), HasSubstr("there is no picture of it"));
}

TEST_F(ErrorsOption, WhatCannotBeWrittenIsNamedAndLeavesNothingHalf) {
  write_file(folder_ / "file", "");
  CommandResult result = on_rows(28, "--errors file/out");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("rwave: file/out: cannot be made a folder: "));
  EXPECT_THAT(result.out, HasSubstr("accuracy")) << "the scores are there all the same";
  ASSERT_EQ(on_rows(28, "--errors out").status, 0);
  result = run(
      "trap '' XFSZ; ulimit -f 2; rwave evaluate level.onnx --data toy.beats --split random --errors out");
  EXPECT_EQ(result.status, 1);
  EXPECT_FALSE(fs::exists(folder_ / "out/index.html")) << "the former call's is not left with other tables";
  for (const auto& file : fs::recursive_directory_iterator(folder_ / "out"))
    EXPECT_THAT(file.path().string(), Not(HasSubstr(".tmp")));
}

#ifdef RWAVE_LEARN
TEST_F(ErrorsOption, IsThereForTrainedModelsToo) {
  BeatSet set = two_levels();
  for (std::size_t i = 0; i < set.labels.size(); i += 10) set.labels[i] ^= 1;
  write_beat_set(folder_ / "toy.beats", set);
  ASSERT_EQ(
      run("rwave train --model mlp --data toy.beats --split random --test-share 0.4 --seed 4 --threads 1 "
          "--epochs 2 --batch 16 --no-pictures -o trained")
          .status,
      0);
  const CommandResult result = run("rwave evaluate trained --errors out");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr(" of 120 test rows are wrong."));
  EXPECT_FALSE(read_csv(folder_ / "out/errors.csv").rows.empty());
}
#endif

}  // namespace
}  // namespace rwave::testing
