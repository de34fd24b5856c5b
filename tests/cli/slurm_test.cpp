// Two ranks started by srun, in a Slurm of this machine alone.
#ifdef RWAVE_LEARN
#include <gmock/gmock.h>

#include <filesystem>
#include <string>

#include "cli/two_levels.h"
#include "dataset/beat_file.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;

constexpr int skipped = 77;

class Slurm : public ::testing::Test {
 protected:
  Slurm() { write_beat_set(folder_ / "toy.beats", two_levels()); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  static std::string with_slurm(const std::string& line) {
    return "'" RWAVE_SOURCE_DIR "/tests/cluster/slurm_one_machine' " + line;
  }

  std::string training(const std::string& more) const {
    return "rwave train --model mlp --data '" + path("toy.beats") +
           "' --split random --seed 4 --threads 1 --no-pictures " + more + " -o '" + path("out") + "'";
  }

  const TemporaryFolder folder_;
};

TEST_F(Slurm, TwoTasksTrainOneNetwork) {
  const CommandResult result = run_command(with_slurm("srun -n 2 " + training("--epochs 2")));
  if (result.status == skipped) GTEST_SKIP() << result.err;
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("2 processes of 1 thread\n"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "out/model.safetensors"));
}

// As within `sbatch` or `salloc`: the job has two tasks, the training is one.
TEST_F(Slurm, OneTaskOfAJobTrainsAlone) {
  const CommandResult result = run_command(with_slurm("srun -n 1 " + training("--epochs 1")));
  if (result.status == skipped) GTEST_SKIP() << result.err;
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("train  mlp, seed 4, 1 thread\n"));
}

// Slurm tells a task that it is over by SIGTERM, as at the end of a job's time.
TEST_F(Slurm, CancelledTheTasksLeaveACheckpoint) {
  const std::string cancel = "until [ -e '" + path("out/checkpoint.safetensors") +
                             "' ]; do sleep 0.1; done; scancel --signal=TERM 1.0";
  const CommandResult result = run_command(
      with_slurm("bash -c \"srun -n 2 " + training("--epochs 100000") + " & { " + cancel + "; }; wait\""));
  if (result.status == skipped) GTEST_SKIP() << result.err;
  EXPECT_THAT(result.err, HasSubstr("interrupted; the same command resumes from")) << result.err;
  EXPECT_TRUE(std::filesystem::exists(folder_ / "out/checkpoint.safetensors"));
}

}  // namespace
}  // namespace rwave::testing
#endif
