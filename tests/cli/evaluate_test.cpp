// rwave evaluate of ONNX files as a user types it: what the card says and what it lacks.
#include <gmock/gmock.h>
#include <algorithm>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "cli/level_network.h"
#include "cli/two_levels.h"
#include "dataset/beat_file.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class EvaluateOnnx : public ::testing::Test {
 protected:
  EvaluateOnnx() {
    write_beat_set(folder_ / "toy.beats", two_levels());
    card_ = {"level", "kaggle", "minmax", "", 120, 1, 187, {"low", "high"}, "{}"};
    card_.training =
        nlohmann::json{{"options", {{"data", data()}, {"split", "random"}, {"test-share", 0.2}, {"seed", 4}}}}
            .dump();
  }

  std::string data() const { return (folder_ / "toy.beats").string(); }
  std::string model() const { return (folder_ / "level.onnx").string(); }

  CommandResult evaluate(const std::optional<infer::ModelCard>& card, const std::string& options = "") const {
    // Tells two_levels() apart by the sum of a row's 187 samples, which passes 93.5 for "high".
    infer::write_onnx(model(), level_network({-1, 1}, {93.5F, -93.5F}, card));
    return run_command("rwave evaluate " + model() + " " + options);
  }

  const TemporaryFolder folder_;
  infer::ModelCard card_;
};

TEST_F(EvaluateOnnx, ScoresTheTestRowsThatTheCardNames) {
  const CommandResult result = evaluate(card_, "--json");
  ASSERT_EQ(result.status, 0) << result.err;
  const auto scores = nlohmann::json::parse(result.out);
  EXPECT_EQ(scores.at("beats"), 60);
  EXPECT_EQ(scores.at("accuracy"), 1.0);
  EXPECT_EQ(scores.at("model"), "level");
  EXPECT_EQ(scores.at("seeds"), "4");
  EXPECT_THAT(scores.at("split").get<std::string>(), StartsWith("random test rows: "));
  EXPECT_THAT(scores.at("split").get<std::string>(), HasSubstr("NOT the rows of its training"))
      << "the card has no checksum of them";
}

TEST_F(EvaluateOnnx, OtherRowsOnRequest) {
  const CommandResult result = evaluate(card_, "--test-share 0.5 --seed 7 --threads 2");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("\n150 beats   accuracy 100.00 %"));
}

TEST_F(EvaluateOnnx, RecordingsOfBeatsOfSeveralClassesAreNotCalledAsAWhole) {
  const CommandResult result = evaluate(card_, "--by-recording");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, StartsWith("rwave: toy: has beats of high and of low: --by-recording is for "));
  EXPECT_EQ(evaluate(card_, "--by-recording --records").status, 2);
}

// A file of rows is one record, and no recording.
TEST_F(EvaluateOnnx, RowsWithoutRecordingsAreNotCalledAsAWhole) {
  BeatSet set = two_levels();
  std::ranges::fill(set.labels, std::uint8_t{0});
  write_beat_set(folder_ / "toy.beats", set);
  EXPECT_THAT(evaluate(card_, "--split random --by-recording --data " + data()).err,
              HasSubstr("is a file of rows whose recordings are not known"));
}

TEST_F(EvaluateOnnx, ACardThatDoesNotSayTheDataNeedsThem) {
  card_.training = "{}";
  EXPECT_EQ(evaluate(card_).status, 2);
  const CommandResult result = evaluate(card_, "--split random --data " + data());
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("| seed not known\n"));
}

TEST_F(EvaluateOnnx, SimulatedRowsBelongToTheTrainingsOwnRowsAlone) {
  nlohmann::json training = nlohmann::json::parse(card_.training);
  training["options"]["simulate"] = 2;
  card_.training = training.dump();
  EXPECT_THAT(evaluate(card_).err, HasSubstr("--simulate")) << "these rows have no recordings";
  const CommandResult other = evaluate(card_, "--split random --data " + data());
  EXPECT_EQ(other.status, 0) << other.err;
}

TEST_F(EvaluateOnnx, WhatDoesNotFitIsNamed) {
  CommandResult result = evaluate(std::nullopt);
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, StartsWith("rwave: " + model() + ": has no model card"));
  infer::ModelCard other = card_;
  other.classes = {"N", "V"};
  result = evaluate(other);
  EXPECT_EQ(result.status, 1);
  EXPECT_EQ(result.err, "rwave: the model 'level' tells N V apart, the rows are of low high\n");
  other = card_;
  other.recipe = "template-rr";
  EXPECT_THAT(evaluate(other).err,
              HasSubstr("was trained on beats cut by 'template-rr', these were cut by 'kaggle'"));
  other = card_;
  other.training = R"({"options": {"data": "x.beats", "seed": "four"}})";
  result = evaluate(other);
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, StartsWith("rwave: " + model() + ": its rows' option seed does not read"));
}

}  // namespace
}  // namespace rwave::testing
