// Several processes that train one network, started as torchrun or a user with two shells would.
#ifdef RWAVE_LEARN
#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "base/output_file.h"
#include "cli/group.h"
#include "cli/two_levels.h"
#include "dataset/beat_file.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

class TrainGroup : public ::testing::Test {
 protected:
  TrainGroup() { write_beat_set(folder_ / "toy.beats", two_levels()); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  // A training of a network with batch norms, into the folder `out`.
  std::string line(const std::string& out, const std::string& more = "",
                   const std::string& model = "small") const {
    return "rwave train --model " + model + " --data '" + path("toy.beats") +
           "' --split random --seed 4 --threads 1 --no-pictures --batch 63 --optimizer sgd --lr 0.001 "
           "--sync-batch-norm " +
           more + " -o '" + path(out) + "'";
  }

  // A column of a training's log.
  std::vector<double> column(const std::string& out, std::size_t index) const {
    std::istringstream log(read_file(folder_ / out / "log.csv"));
    std::vector<double> values;
    std::string row, cell;
    for (std::getline(log, row); std::getline(log, row);) {
      std::istringstream cells(row);
      for (std::size_t i = 0; i <= index; ++i) std::getline(cells, cell, ',');
      values.push_back(std::stod(cell));
    }
    return values;
  }

  void expect_same_losses(const std::string& two, const std::string& one) const {
    constexpr std::array losses = {1U, 2U};  // columns: training, validation
    for (const std::size_t which : losses) {
      const std::vector<double> expected = column(one, which), found = column(two, which);
      ASSERT_EQ(found.size(), expected.size());
      for (std::size_t i = 0; i < found.size(); ++i)
        EXPECT_NEAR(found[i], expected[i], 1e-4) << "epoch " << i + 1;
    }
  }

  // Kills one rank of a long training when the first checkpoint is there; the other's status and messages.
  CommandResult kill_one(const std::string& killed, const std::string& left) const {
    return run_command(killed + " >/dev/null 2>&1 & killed=$!; " + left + " & left=$!; until [ -e '" +
                       path("out/checkpoint.safetensors") +
                       "' ] || ! kill -0 $left; do sleep 0.05; done; sleep 0.2; kill -9 $killed; wait $left");
  }

  const TemporaryFolder folder_;
};

constexpr std::size_t train_loss = 1, epoch = 0;

// 192 training rows in batches of 63: shares of 31 and 32, and 3 rows left over, which both ranks compute. A
// low rate, as a high one lets the last bits of a sum grow to more than the bound: two threads then do as two
// processes.
TEST_F(TrainGroup, TwoProcessesFollowTheLossOfOne) {
  const std::string noise = "--epochs 3 --augment-scale 0.05 --augment-noise 0.02 --label-smoothing 0.02";
  ASSERT_EQ(run_command(line("one", noise)).status, 0);
  const CommandResult result = run_command(two_ranks(line("two", noise), line("elsewhere", noise)));
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("train  small, seed 4, 2 processes of 1 thread\n"));
  EXPECT_THAT(result.out, HasSubstr("rank 1 ended with 0"));
  expect_same_losses("two", "one");
  EXPECT_TRUE(fs::exists(folder_ / "two/model.safetensors"));
  EXPECT_FALSE(fs::exists(folder_ / "elsewhere")) << "rank 0 alone writes";
  EXPECT_EQ(result.out.find("kept   epoch"), result.out.rfind("kept   epoch")) << "rank 0 alone prints";
}

// The report's network has a layer whose weights' gradient the processes compute together; of a batch of
// three rows that is left over both compute the whole. Validated by the mean weights: both put theirs where
// the weights of both lie, and take them back.
TEST_F(TrainGroup, ALargeLayerComputedTogetherFollowsTheLossOfOne) {
  const std::string few = "--epochs 3 --average 0.9";
  ASSERT_EQ(run_command(line("one", few, "seed")).status, 0);
  const CommandResult result =
      run_command(two_ranks(line("two", few, "seed"), line("elsewhere", few, "seed")));
  ASSERT_EQ(result.status, 0) << result.err;
  expect_same_losses("two", "one");
}

// Parts that are no halves.
TEST_F(TrainGroup, ThreeProcessesFollowTheLossOfOne) {
  ASSERT_EQ(run_command(line("one", "--epochs 2", "seed")).status, 0);
  const int port = free_port();
  const auto rank = [&](int which, const std::string& out) {
    return as_rank(which, port, line(out, "--epochs 2", "seed"), 3);
  };
  const CommandResult result =
      run_command(rank(2, "elsewhere") + " & " + rank(1, "elsewhere") + " & " + rank(0, "two"));
  ASSERT_EQ(result.status, 0) << result.err;
  expect_same_losses("two", "one");
}

// Weights that are libtorch's to compute with.
TEST_F(TrainGroup, PlainStagesShareTheirWeightsToo) {
  const std::string plain = "--epochs 3 --plain";
  ASSERT_EQ(run_command(line("one", plain)).status, 0);
  const CommandResult result = run_command(two_ranks(line("two", plain), line("elsewhere", plain)));
  ASSERT_EQ(result.status, 0) << result.err;
  expect_same_losses("two", "one");
}

// As between machines, with fused stages and with libtorch's.
TEST_F(TrainGroup, OverTheNetworkToo) {
  for (const std::string more : {"--epochs 2", "--epochs 2 --plain"}) {
    ASSERT_EQ(run_command(line("one", more + " --fresh")).status, 0);
    const std::string both = line("two", more + " --fresh");
    const CommandResult result = run_command("export RWAVE_EXCHANGE=network; " + two_ranks(both, both));
    ASSERT_EQ(result.status, 0) << result.err;
    expect_same_losses("two", "one");
  }
}

// Each rank normalises by its own rows, draws its own dropout masks, and both still hold one network.
TEST_F(TrainGroup, WithoutSharedBatchNormsItLearnsToo) {
  for (const std::string model : {"cvxtz", "seed"}) {
    const std::string own = "rwave train --model " + model + " --data '" + path("toy.beats") +
                            "' --split random --seed 4 --epochs 2 --batch 48 --no-pictures -o '" +
                            path(model) + "'";
    const CommandResult result = run_command(two_ranks(own, own));
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_LT(column(model, train_loss).back(), column(model, train_loss).front());
  }
}

TEST_F(TrainGroup, ALostRankLeavesACheckpointFromWhichOneProcessGoesOn) {
  const int port = free_port();
  const std::string slow = line("out", "--epochs 400");
  const CommandResult result = kill_one(as_rank(1, port, slow), as_rank(0, port, slow));
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("rank 0 of 2: lost rank 1"));
  EXPECT_THAT(result.err, HasSubstr("the same command resumes from " + path("out/checkpoint.safetensors")));
  const std::vector<double> before = column("out", train_loss);

  // Goes on alone, is stopped when another epoch is done, and has kept what both had reached.
  const CommandResult resumed =
      run_command(slow + " & pid=$!; until [ $(wc -l < '" + path("out/log.csv") + "') -gt " +
                  std::to_string(before.size() + 2) +
                  " ] || ! kill -0 $pid; do sleep 0.05; done; kill -INT $pid; wait $pid");
  EXPECT_EQ(resumed.status, 130) << resumed.err;
  EXPECT_THAT(resumed.err, HasSubstr("resuming from"));
  EXPECT_THAT(resumed.err, Not(HasSubstr("epoch 1/400")));
  const std::vector<double> after = column("out", train_loss);
  ASSERT_GT(after.size(), before.size());
  EXPECT_TRUE(std::equal(before.begin(), before.end(), after.begin()));
}

TEST_F(TrainGroup, WhoLosesRankZeroSaysSo) {
  const int port = free_port();
  const std::string slow = line("out", "--epochs 400");
  const CommandResult result = kill_one(as_rank(0, port, slow), as_rank(1, port, slow));
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("rank 1 of 2: lost rank 0"));
  EXPECT_TRUE(fs::exists(folder_ / "out/checkpoint.safetensors")) << "the last epoch's";
}

TEST_F(TrainGroup, CtrlCOnAnyRankStopsAllAndTwoGoOn) {
  const int port = free_port();
  const std::string slow = line("out", "--epochs 12");
  const CommandResult result = run_command(
      as_rank(1, port, slow) + " & one=$!; " + as_rank(0, port, slow) + " & zero=$!; until [ -e '" +
      path("out/checkpoint.safetensors") +
      "' ] || ! kill -0 $zero; do sleep 0.05; done; kill -INT $one; wait $one; echo $?; wait $zero");
  EXPECT_EQ(result.status, 130);
  EXPECT_EQ(result.out, "130\n");
  EXPECT_THAT(result.err, HasSubstr("interrupted; the same command resumes from"));
  const CommandResult resumed = run_command(two_ranks(slow, slow));
  EXPECT_EQ(resumed.status, 0) << resumed.err;
  EXPECT_THAT(resumed.err, HasSubstr("2 processes of 1 thread, resuming from"));
  EXPECT_EQ(column("out", epoch).size(), 12U);
}

TEST_F(TrainGroup, RanksThatDifferAreRefusedByAll) {
  const CommandResult result = run_command(two_ranks(line("out"), line("out", "--epochs 31")));
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.out, HasSubstr("rank 1 ended with 1"));
  const std::string message = "rwave: rank 1 has --epochs 31, rank 0 --epochs 8:";
  EXPECT_NE(result.err.find(message), result.err.rfind(message)) << result.err;
}

TEST_F(TrainGroup, RanksWithOtherRowsAreRefused) {
  write_beat_set(folder_ / "other.beats", two_levels(4));
  std::string other = line("out");
  other.replace(other.find("toy.beats"), 9, "other.beats");
  const CommandResult result = run_command(two_ranks(line("out"), other));
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("rank 1 has rows of checksum "));
}

TEST_F(TrainGroup, AnotherWorldSizeIsRefused) {
  const int port = free_port();
  std::string three = as_rank(1, port, line("out"));
  three.replace(three.find("WORLD_SIZE=2"), 12, "WORLD_SIZE=3");
  const CommandResult result =
      run_command(three + " & " + as_rank(0, port, line("out")) + "; status=$?; wait; exit $status");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("rank 1 was started as one of 3 processes, rank 0 as one of 2"));
}

TEST_F(TrainGroup, ATakenPortIsNamed) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(fd, 1), 0);
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  const CommandResult result = run_command(as_rank(0, ntohs(address.sin_port), line("out")));
  ::close(fd);
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("give all ranks another MASTER_PORT"));
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
}

TEST_F(TrainGroup, IncompleteVariablesAreWrongUse) {
  const CommandResult result = run_command("WORLD_SIZE=2 " + line("out"));
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("set RANK"));
}

}  // namespace
}  // namespace rwave::testing
#endif
