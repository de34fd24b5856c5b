// rwave export as a user types it, and what becomes of the file: evaluate takes it without libtorch.
#ifdef RWAVE_LEARN
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "base/output_file.h"
#include "cli/two_levels.h"
#include "dataset/beat_file.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// One small network for all tests: a training takes seconds, most of them libtorch's start.
class ExportCommand : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    write_beat_set(*folder_ / "toy.beats", two_levels());
    const CommandResult trained = run_command(
        "rwave train --model small --data " + path("toy.beats") +
        " --split random --seed 4 --threads 1 --epochs 2 --batch 32 --no-pictures -o " + path("out"));
    ASSERT_EQ(trained.status, 0) << trained.err;
    const CommandResult exported = run_command("rwave export " + path("out") + " -o " + path("net.onnx"));
    ASSERT_EQ(exported.status, 0) << exported.err;
    summary_ = exported.err;
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static std::string path(const std::string& name) { return (*folder_ / name).string(); }

  static nlohmann::json scores_of(const std::string& model) {
    const CommandResult result = run_command("rwave evaluate --json " + model);
    EXPECT_EQ(result.status, 0) << result.err;
    return nlohmann::json::parse(result.out);
  }

  static inline std::unique_ptr<TemporaryFolder> folder_;
  static inline std::string summary_;
};

TEST_F(ExportCommand, SaysWhatItWrote) {
  // The network's 72,405 parameters for 5 classes, less 3 x 129 of the last layer; folding turns two numbers
  // for each of the 496 channels of 13 batch norms into one bias.
  EXPECT_THAT(summary_, HasSubstr("71,522 weights, rows of 1 x 187, classes low high, 0."));
}

TEST_F(ExportCommand, BothFormsOfAModelScoreTheSame) {
  auto trained = scores_of(path("out/model.safetensors")), exported = scores_of(path("net.onnx"));
  EXPECT_EQ(exported["training"]["options"]["data"], path("toy.beats"));
  EXPECT_THAT(exported["split"].get<std::string>(), Not(HasSubstr("NOT the rows")));
  const auto error = [](const nlohmann::json& scores) {
    return scores.at("certainty").at("calibration_error").get<double>();
  };
  EXPECT_NEAR(error(trained), error(exported), 1e-5) << "probabilities differ by rounding";
  for (auto* scores : {&trained, &exported}) {
    scores->erase("training");
    scores->erase("certainty");
  }
  EXPECT_EQ(trained, exported);
}

TEST_F(ExportCommand, OtherRowsAreScoredWithAWarning) {
  write_beat_set(*folder_ / "other.beats", two_levels(9));
  const CommandResult result =
      run_command("rwave evaluate " + path("net.onnx") + " --data " + path("other.beats"));
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, StartsWith("model small | data " + path("other.beats")));
  EXPECT_THAT(result.out, HasSubstr("NOT the rows of its training"));
}

TEST_F(ExportCommand, WithoutFoldingBatchNormsStay) {
  ASSERT_EQ(run_command("rwave export --no-fold " + path("out") + " -o " + path("plain.onnx")).status, 0);
  EXPECT_THAT(read_file(path("plain.onnx")), HasSubstr("BatchNormalization"));
  EXPECT_THAT(read_file(path("net.onnx")), Not(HasSubstr("BatchNormalization")));
}

TEST_F(ExportCommand, StandardOutputTakesTheSameBytes) {
  ASSERT_EQ(run_command("rwave export " + path("out/model.safetensors") + " -o - > " + path("piped")).status,
            0);
  EXPECT_TRUE(read_file(path("piped")) == read_file(path("net.onnx")));
}

TEST_F(ExportCommand, InfoSaysWhatBothFormsAre) {
  const std::string head =
      "   small\n  rows      1 x 187 at 120 Hz, recipe kaggle\n  classes   low high\n  data      " +
      path("toy.beats") + ", split random: ";
  const CommandResult exported = run_command("rwave info " + path("net.onnx"));
  EXPECT_THAT(exported.out, StartsWith(path("net.onnx") + head));
  EXPECT_THAT(exported.out, HasSubstr("\n  training  192 rows, seed 4, epoch "));
  EXPECT_THAT(exported.out, HasSubstr("\n  weights   71,522 (0 of them int8), "));
  EXPECT_THAT(exported.out,
              HasSubstr("\n  layer     block1.body.conv1            Conv                 16 x 93\n"));
  const CommandResult trained = run_command("rwave info " + path("out/model.safetensors"));
  EXPECT_THAT(trained.out, StartsWith(path("out/model.safetensors") + head));
  EXPECT_THAT(trained.out, HasSubstr("\n  tensor    block1.body.conv1.weight             16 x 16 x 5\n"));
}

TEST_F(ExportCommand, InfoAsJson) {
  const CommandResult exported = run_command("rwave info --json " + path("net.onnx")),
                      trained = run_command("rwave info --json " + path("out/model.safetensors"));
  const auto card = nlohmann::json::parse(exported.out).at("card"),
             record = nlohmann::json::parse(trained.out);
  EXPECT_EQ(card.at("normalisation"), "minmax");
  EXPECT_EQ(card.at("training").at("options"), record.at("options"));
  EXPECT_EQ(card.at("training").at("validation"), record.at("training").at("validation"));
}

TEST_F(ExportCommand, Int8IsCalibratedOnTheTrainingsRows) {
  const std::string line = "rwave export --int8 " + path("out") + " -o " + path("int8.onnx");
  const CommandResult done = run_command(line);
  ASSERT_EQ(done.status, 0) << done.err;
  EXPECT_THAT(done.err, HasSubstr("of them int8)"));
  EXPECT_LT(fs::file_size(path("int8.onnx")), fs::file_size(path("net.onnx")) / 2);
  EXPECT_EQ(scores_of(path("int8.onnx"))["accuracy"], scores_of(path("net.onnx"))["accuracy"]);
}

TEST_F(ExportCommand, Int8WithoutTheTrainingsRowsIsRefused) {
  write_beat_set(*folder_ / "strange.beats", two_levels(9));
  const std::string line = "rwave export --int8 " + path("out") + " -o " + path("not.onnx") + " --data ";
  CommandResult result = run_command(line + path("strange.beats"));
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("does not give the rows that the model was trained on"));
  result = run_command(line + path("absent.beats"));
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr(path("absent.beats")));
  EXPECT_THAT(result.err, HasSubstr("--data says where they are"));
  EXPECT_FALSE(fs::exists(path("not.onnx")));
}

TEST_F(ExportCommand, WhatCannotBeWrittenOrReadIsOneLine) {
  write_file(path("damaged.safetensors"), read_file(path("out/model.safetensors")).substr(0, 5000));
  write_file(path("damaged.onnx"), read_file(path("net.onnx")).substr(0, 5000));
  for (const std::string& line :
       {"rwave export " + path("damaged.safetensors") + " -o " + path("not.onnx"),
        "rwave export " + path("") + " -o " + path("not.onnx"),
        "rwave export " + path("out") + " -o " + path("absent/not.onnx"),
        "rwave info " + path("damaged.safetensors"), "rwave info " + path("damaged.onnx"),
        "rwave evaluate " + path("damaged.onnx"), "rwave evaluate " + path("absent.onnx")}) {
    const CommandResult result = run_command(line);
    EXPECT_EQ(result.status, 1) << line;
    EXPECT_THAT(result.err, StartsWith("rwave: " + folder_->path().string())) << line;
    EXPECT_EQ(std::ranges::count(result.err, '\n'), 1) << line;
  }
}

TEST_F(ExportCommand, WrongUseIsExplained) {
  CommandResult result = run_command("rwave export x --int8 --no-fold -o y.onnx");
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("--int8 folds"));
  result = run_command("rwave export x --data mitdb -o y.onnx");
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("--data says what --int8 is calibrated on"));
  EXPECT_EQ(run_command("rwave export x").status, 2);
}

}  // namespace
}  // namespace rwave::testing
#endif
