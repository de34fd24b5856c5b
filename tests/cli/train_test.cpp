// rwave train and rwave evaluate as a user types them, on a beat set small enough for seconds.
#ifdef RWAVE_LEARN
#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "base/output_file.h"
#include "cli/two_levels.h"
#include "dataset/beat_file.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::EndsWith;
using ::testing::HasSubstr;

class TrainCommand : public ::testing::Test {
 protected:
  TrainCommand() { write_beat_set(folder_ / "toy.beats", two_levels()); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  // The command line of a training of `model` on the set.
  std::string line(const std::string& model, const std::string& more = "") const {
    return "rwave train --model " + model + " --data '" + path("toy.beats") +
           "' --split random --seed 4 --threads 1 --no-pictures " + more + " -o '" + path("out") + "'";
  }

  const TemporaryFolder folder_;
};

TEST_F(TrainCommand, TrainsScoresAndSaysOfWhat) {
  const CommandResult result = run_command(line("mlp", "--epochs 3 --batch 32"));
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err,
              HasSubstr("data   240 training rows (of them 48 validation, seed 4), 60 test rows: "));
  EXPECT_THAT(result.err, HasSubstr("\nepoch 3/3  loss "));
  EXPECT_THAT(result.out, HasSubstr("split random validation rows: "));
  EXPECT_THAT(result.out, HasSubstr("split random test rows: "));
  EXPECT_THAT(result.out, EndsWith("\n" + path("out") + "\n"));
  for (const char* name : {"model.safetensors", "log.csv", "scores.json", "scores.csv", "confusion.csv"}) {
    EXPECT_TRUE(fs::exists(folder_ / "out" / name)) << name;
  }
  EXPECT_FALSE(fs::exists(folder_ / "out" / "checkpoint.safetensors"));
}

TEST_F(TrainCommand, EvaluateFindsTheSameTestRowsAndScores) {
  ASSERT_EQ(run_command(line("mlp", "--epochs 2")).status, 0);
  const CommandResult result = run_command("rwave evaluate '" + path("out") + "/model.'* --json");
  ASSERT_EQ(result.status, 0) << result.err;
  auto evaluated = nlohmann::json::parse(result.out);
  EXPECT_EQ(evaluated.at("training").at("test_rows"), 60);
  evaluated.erase("training");
  evaluated.erase("certainty");  // of probabilities, which training does not keep
  EXPECT_EQ(evaluated, nlohmann::json::parse(read_file(folder_ / "out" / "scores.json")));
  const CommandResult text = run_command("rwave evaluate '" + path("out/model.safetensors") + "'");
  EXPECT_THAT(text.out, HasSubstr("model mlp | data "));
  EXPECT_THAT(text.out, HasSubstr("split random test rows"));
}

// Ctrl-C when the first checkpoint is there; a process in a shell's background has SIGINT ignored unless it
// asks.
TEST_F(TrainCommand, CtrlCSavesAndTheSameCommandGoesOn) {
  const std::string slow = line("small", "--epochs 20 --batch 8");
  const CommandResult result =
      run_command(slow + " & pid=$!; until [ -e '" + path("out/checkpoint.safetensors") +
                  "' ] || ! kill -0 $pid; do sleep 0.05; done; kill -INT $pid; wait $pid");
  EXPECT_EQ(result.status, 130);
  EXPECT_THAT(result.err,
              HasSubstr("interrupted; the same command resumes from " + path("out/checkpoint.safetensors")));
  EXPECT_FALSE(fs::exists(folder_ / "out" / "model.safetensors"));

  const CommandResult other = run_command(line("small", "--epochs 20 --batch 8 --lr 1"));
  EXPECT_EQ(other.status, 1);
  EXPECT_THAT(other.err, HasSubstr("--lr 0.004 there, 1.0 here"));

  const CommandResult resumed = run_command(slow);
  EXPECT_EQ(resumed.status, 0) << resumed.err;
  EXPECT_THAT(resumed.err, HasSubstr("resuming from"));
  EXPECT_THAT(resumed.err, ::testing::Not(HasSubstr("epoch 1/20")));
}

TEST_F(TrainCommand, WrongUseIsExplained) {
  CommandResult result = run_command(line("sead"));
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("no network is called 'sead'; there are: seed kachuee"));
  result = run_command(line("mlp", "--schedule linear"));
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("--schedule"));
  result = run_command(line("mlp", "--label-smoothing 0.1 --loss focal"));
  EXPECT_EQ(result.status, 2);
  result = run_command(line("mlp", "--recipe template-rr"));
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("holds rows of the recipe kaggle, not of template-rr"));
  EXPECT_FALSE(fs::exists(folder_ / "out")) << "nothing is written before the options hold";
}

TEST_F(TrainCommand, AGpuThatIsNotThereIsSaidBeforeRowsAreRead) {
  const CommandResult result = run_command(line("mlp", "--device cuda --epochs 1"));
  if (result.status == 0) GTEST_SKIP() << "there is a GPU here";
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, ::testing::StartsWith("rwave: --device cuda: this "));
  EXPECT_THAT(result.err, ::testing::AnyOf(HasSubstr("this rwave was built with a libtorch that has no CUDA: "
                                                     "build it with -DRWAVE_TORCH_ROOT=DIR"),
                                           HasSubstr("this machine has no GPU that CUDA can use")));
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
  EXPECT_FALSE(fs::exists(folder_ / "out"));

  const CommandResult precision = run_command(line("mlp", "--precision bf16"));
  EXPECT_EQ(precision.status, 2);
  EXPECT_THAT(precision.err, HasSubstr("--precision bf16 belongs to --device cuda, not cpu"));
}

TEST_F(TrainCommand, ATeacherThatKnowsThePupilsValidationRowsIsNamed) {
  ASSERT_EQ(run_command(line("mlp", "--epochs 1")).status, 0);
  const auto pupil = [&](const std::string& seed) {
    return run_command("rwave train --model mlp --data '" + path("toy.beats") + "' --split random --seed " +
                       seed + " --threads 1 --no-pictures --epochs 1 --teacher '" + path("out") + "' -o '" +
                       path("pupil" + seed) + "'");
  };
  const CommandResult apart = pupil("4"), told = pupil("5");
  ASSERT_EQ(apart.status, 0) << apart.err;
  EXPECT_THAT(apart.err, ::testing::Not(HasSubstr("flatter"))) << "the same rows held out";
  ASSERT_EQ(told.status, 0) << told.err;
  EXPECT_THAT(told.err, HasSubstr(" of the 48 validation rows trained the teacher " + path("out") + "; "));
  EXPECT_THAT(told.err,
              HasSubstr(" of the 60 test rows trained the teacher " + path("out") +
                        ": scores on them flatter (teachers of the pupil's --seed and --validation leave "
                        "them out)\n"));
}

TEST_F(TrainCommand, DrawsItsCurvesExamplesAndMistakes) {
  const std::string drawing = "rwave train --model mlp --data '" + path("toy.beats") +
                              "' --split random --seed 4 --threads 1 --epochs 2 -o '" + path("out") + "'";
  const CommandResult result = run_command(drawing);
  ASSERT_EQ(result.status, 0) << result.err;
  if (result.err.find("no pictures: gnuplot is not on PATH") != std::string::npos)
    GTEST_SKIP() << "no gnuplot here";
  for (const char* stem : {"training_curves.svg", "examples.svg", "confusion.svg"})
    EXPECT_TRUE(fs::exists(folder_ / "out" / stem)) << stem;
  // A picture that cannot be written does not undo the training.
  fs::remove_all(folder_ / "out");
  fs::create_directories(folder_ / "out" / "training_curves.svg" / "in the way");
  const CommandResult hindered = run_command(drawing);
  EXPECT_EQ(hindered.status, 0) << hindered.err;
  EXPECT_THAT(hindered.err, HasSubstr("rwave: no pictures: " + path("out/training_curves.svg")));
  EXPECT_TRUE(fs::exists(folder_ / "out" / "scores.json"));
}

TEST_F(TrainCommand, FreshBeginsAgainWhereACheckpointIsOfNoUse) {
  fs::create_directories(folder_ / "out");
  write_file(folder_ / "out" / "checkpoint.safetensors", "half of something");
  const CommandResult refused = run_command(line("mlp", "--epochs 1"));
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, HasSubstr("rwave: " + path("out/checkpoint.safetensors") + ": "));
  EXPECT_EQ(run_command(line("mlp", "--epochs 1 --fresh")).status, 0);
  EXPECT_TRUE(fs::exists(folder_ / "out" / "model.safetensors"));
  EXPECT_FALSE(fs::exists(folder_ / "out" / "checkpoint.safetensors"));
}

TEST_F(TrainCommand, ADamagedModelIsOneLine) {
  write_file(folder_ / "model.safetensors", "PK\x03\x04 something else");
  const CommandResult result = run_command("rwave evaluate '" + path("model.safetensors") + "'");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, ::testing::StartsWith("rwave: " + path("model.safetensors") + ": "));
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1);
}

}  // namespace
}  // namespace rwave::testing
#endif
