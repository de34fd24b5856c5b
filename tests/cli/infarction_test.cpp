// Infarction or not on PTB-XL as a user types it: twelve leads, folds by patient, recordings called as a
// whole.
#ifdef RWAVE_LEARN
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>

#include "support/support.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;

nlohmann::json scores(const std::string& command) {
  const CommandResult result = run_command(command);
  EXPECT_EQ(result.status, 0) << result.err;
  return nlohmann::json::parse(result.out);
}

TEST(Infarction, OfTwelveLeadsByBeatAndByRecording) {
  RWAVE_NEED_DATA(labels, "ptbxl/LABELS.csv");
  const TemporaryFolder folder;
  const std::string out = (folder / "out").string(), onnx = (folder / "net.onnx").string();
  const std::string train = "rwave train --data " + labels.parent_path().string() +
                            " --split patient:1/5 --seed 2 --threads 1 --epochs 3 --validation 0 --keep last "
                            "--no-pictures -o " +
                            out;
  CommandResult result = run_command(train + " --model mlp --recipe kaggle-ptb12");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err,
              HasSubstr("fold 1 of 5 of the patients tests, stratified by class, seed 2, patients apart"));
  ASSERT_EQ(run_command("rwave export " + out + " -o " + onnx).status, 0);

  const auto beats = scores("rwave evaluate --json " + out);
  const auto recordings = scores("rwave evaluate --json --by-recording " + out);
  EXPECT_GT(beats.at("beats"), 57 * 7);
  EXPECT_NEAR(recordings.at("beats").get<double>(), 57, 3) << "a fifth of 285 recordings";
  EXPECT_GT(recordings.at("classes")[1].at("beats"), 8) << "of 57 with an infarction";
  EXPECT_GE(recordings.at("accuracy"), 0.75) << "always normal: .8";
  EXPECT_FALSE(recordings.contains("groups"));
  EXPECT_THAT(recordings.at("split").get<std::string>(),
              HasSubstr("test recordings, by the mean of their beats' probabilities"));
  EXPECT_EQ(recordings.at("confusion"),
            scores("rwave evaluate --json --by-recording " + onnx).at("confusion"));
  result = run_command("rwave evaluate --by-recording " + onnx);
  EXPECT_THAT(result.out, HasSubstr(" recordings   accuracy "));

  result = run_command(train + "2 --model template-rr");
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("recipe 'template-rr' cuts no recordings that have a diagnosis each"));
}

}  // namespace
}  // namespace rwave::testing
#endif
