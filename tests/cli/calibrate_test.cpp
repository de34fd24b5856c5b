// rwave calibrate and what rwave evaluate says of certainty, as a user types them.
#ifdef RWAVE_LEARN
#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/command_line_support.h"
#include "cli/two_levels.h"
#include "dataset/beat_file.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// Two levels, of which every tenth row is of the other class: a network can be right in nine of ten, and one
// that label smoothing has made modest says so with less.
class CalibrateCommand : public CommandLine {
 protected:
  CalibrateCommand() {
    BeatSet set = two_levels();
    for (std::size_t i = 0; i < set.labels.size(); i += 10) set.labels[i] ^= 1;
    write_beat_set(folder_ / "toy.beats", set);
  }

  CommandResult train(const std::string& options) const {
    return run(
        "rwave train --model mlp --data toy.beats --split random --test-share 0.4 --seed 4 --threads 1 "
        "--epochs 3 "
        "--batch 16 --label-smoothing 0.5 --no-pictures " +
        options);
  }
  nlohmann::json scores_of(const std::string& model) const {
    const CommandResult result = run("rwave evaluate --json " + model);
    EXPECT_EQ(result.status, 0) << result.err;
    return nlohmann::json::parse(result.out);
  }
};

TEST_F(CalibrateCommand, KeepsTheLabelsAndMakesTheProbabilitiesHonest) {
  ASSERT_EQ(train("--validation 0.4 -o out").status, 0);
  const CommandResult result = run("rwave calibrate out -o honest");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, AllOf(StartsWith("temperature 0."), HasSubstr(", of 72 held-out rows: calibration "
                                                                        "error 0.")));
  EXPECT_EQ(run("rwave calibrate out -o out").status, 2) << "a model is not overwritten";
  const auto before = scores_of("out"), after = scores_of("honest");
  EXPECT_EQ(before.at("confusion"), after.at("confusion"));
  EXPECT_LT(after.at("certainty").at("calibration_error"), before.at("certainty").at("calibration_error"));
  EXPECT_LT(after.at("training").at("temperature"), 1);
  ASSERT_EQ(run("rwave export honest -o honest.onnx").status, 0);
  EXPECT_NEAR(scores_of("honest.onnx").at("certainty").at("calibration_error").get<double>(),
              after.at("certainty").at("calibration_error").get<double>(), 1e-4)
      << "an exported network needs nothing more";
  const auto& kept = after.at("certainty").at("kept");
  EXPECT_EQ(kept.at(0).at("coverage"), 1);
  EXPECT_NEAR(kept.at(0).at("risk").get<double>(), 1 - after.at("accuracy").get<double>(), 1e-9);
}

TEST_F(CalibrateCommand, TakesOtherNetworksRowsWhereItsOwnAllTrained) {
  ASSERT_EQ(train("--validation 0 --keep last -o whole").status, 0);
  ASSERT_EQ(train("--validation 0.4 -o judge").status, 0);
  const CommandResult alone = run("rwave calibrate whole -o honest");
  EXPECT_EQ(alone.status, 2);
  EXPECT_THAT(alone.err, HasSubstr("whole held out no validation rows, and its split 'random' is no fold"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "honest"));
  EXPECT_EQ(run("rwave calibrate whole --by judge -o honest").status, 0);
  EXPECT_EQ(run("rwave calibrate nowhere -o honest").status, 1);
}

TEST_F(CalibrateCommand, RefusesAJudgeOfOtherClasses) {
  ASSERT_EQ(train("--validation 0.4 -o out").status, 0);
  BeatSet other = two_levels();
  other.classes = {"left", "right"};
  write_beat_set(folder_ / "toy.beats", other);
  ASSERT_EQ(train("--validation 0.4 -o judge").status, 0);
  const CommandResult result = run("rwave calibrate out --by judge -o honest");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err,
              HasSubstr("rwave: judge: knows the classes left right, and the network to calibrate low high"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "honest"));
}

TEST_F(CalibrateCommand, TheCertaintyIsPrintedAndDrawn) {
  ASSERT_EQ(train("--validation 0.4 -o out").status, 0);
  const CommandResult result = run("rwave evaluate out --figure certain");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out,
              AllOf(HasSubstr("\ncalibration error 0."), HasSubstr("accuracy of the most probable 99 %: ")));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "certain.svg"));
  EXPECT_THAT(run("rwave evaluate out --csv").out,
              AllOf(HasSubstr(",calibration_error,0."), HasSubstr(",accuracy_of_most_probable_95,")));
}

}  // namespace
}  // namespace rwave::testing
#endif
