// A training that is interrupted, by Ctrl-C or by kill -9, ends as the uninterrupted one does, to the last
// bit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "base/output_file.h"
#include "learn/device/device.h"
#include "learn/model/record.h"
#include "learn/toy.h"
#include "learn/train/training.h"
#include "rwave/error.h"
#include "support/support.h"

namespace rwave::learn {
namespace {

using rwave::testing::TemporaryFolder;
using rwave::testing::toy_options;
using rwave::testing::toy_set;
using rwave::testing::toy_split;
using ::testing::HasSubstr;

// Everything with a state of its own: dropout, noise and mixing (libtorch's generator), moments, the mean of
// the weights, a plateau, a best epoch.
TrainOptions stateful_options() {
  TrainOptions options = toy_options("cvxtz");
  options.augment.noise = 0.01;
  options.augment.mixup = 0.2;
  options.selection.ema_decay = 0.9;
  options.schedule.kind = ScheduleKind::plateau;
  options.schedule.plateau_patience = 0;
  options.optimizer.learning_rate = 1e-3;
  options.epochs = 5;
  options.batch = 4;
  return options;
}

class Resume : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { prepare_torch(1); }
  ~Resume() override { std::fclose(sink_); }

  std::optional<Trained> run(const TrainOptions& options, const std::filesystem::path& folder,
                             const std::atomic<bool>& stop) const {
    ProgressBar silent(sink_);
    return train({set_, split_, options, folder, "test"}, stop, silent);
  }

  // The model file of a training that nothing disturbed.
  std::string undisturbed() const {
    const TemporaryFolder folder;
    EXPECT_TRUE(run(stateful_options(), folder.path(), never_));
    return read_file(folder.path() / model_name);
  }

  const std::atomic<bool> never_{false};
  BeatSet set_ = toy_set(240);
  Split split_ = toy_split(set_);
  std::FILE* sink_ = std::fopen("/dev/null", "w");
};

// The steps of the epoch under way that a checkpoint states.
int steps_in(const std::filesystem::path& checkpoint) {
  const std::string key = R"(\"step\":)";
  const std::string text = read_file(checkpoint);
  return std::atoi(text.c_str() + text.find(key) + key.size());
}

TEST_F(Resume, AfterStopsInMidEpoch) {
  const TemporaryFolder folder;
  int stops = 0, in_mid_epoch = 0;
  auto delay = std::chrono::milliseconds(20);
  for (;; delay += std::chrono::milliseconds(20)) {
    std::atomic<bool> stop{false};
    std::thread interrupt([&] {
      std::this_thread::sleep_for(delay);
      stop = true;
    });
    const auto trained = run(stateful_options(), folder.path(), stop);
    interrupt.join();
    if (trained) break;
    ++stops;
    if (steps_in(folder.path() / checkpoint_name) > 0) ++in_mid_epoch;
  }
  EXPECT_GT(stops, 0);
  EXPECT_GT(in_mid_epoch, 0);
  EXPECT_EQ(read_file(folder.path() / model_name), undisturbed());
}

TEST_F(Resume, AfterKill9) {
  const TemporaryFolder folder;
  const auto checkpoint = folder.path() / checkpoint_name;
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    run(stateful_options(), folder.path(), never_);
    ::_exit(0);
  }
  // Killed some way into the epoch after the first checkpoint.
  while (!std::filesystem::exists(checkpoint)) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  std::this_thread::sleep_for(std::chrono::milliseconds(10));
  ::kill(child, SIGKILL);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
      << "the child must not have ended by itself";
  ASSERT_TRUE(std::filesystem::exists(checkpoint));
  ASSERT_TRUE(run(stateful_options(), folder.path(), never_));
  EXPECT_EQ(read_file(folder.path() / model_name), undisturbed());
}

class ForeignCheckpoint : public Resume {
 protected:
  // Leaves a checkpoint of stateful_options() in the folder, before the first step.
  void SetUp() override {
    const std::atomic<bool> at_once{true};
    ASSERT_FALSE(run(stateful_options(), folder_.path(), at_once));
  }

  std::string error_of(const TrainOptions& options) const {
    try {
      run(options, folder_.path(), never_);
    } catch (const Error& fault) {
      return fault.what();
    }
    return "no error";
  }

  TemporaryFolder folder_;
};

TEST_F(ForeignCheckpoint, OfOtherOptionsIsNamed) {
  TrainOptions options = stateful_options();
  options.optimizer.learning_rate = 0.5;
  EXPECT_THAT(error_of(options), HasSubstr("--lr 0.001 there, 0.5 here"));
  options = stateful_options();
  options.network.name = "small";
  EXPECT_THAT(error_of(options), HasSubstr("--model cvxtz there, small here"));
}

TEST_F(ForeignCheckpoint, OfOtherRowsIsNamed) {
  set_.values[0] += 1;
  EXPECT_THAT(error_of(stateful_options()), HasSubstr("other rows"));
}

TEST_F(ForeignCheckpoint, DamagedIsNamed) {
  const auto path = folder_.path() / checkpoint_name;
  const std::string bytes = read_file(path);
  write_file(path, bytes.substr(0, bytes.size() / 2));
  EXPECT_THAT(error_of(stateful_options()), HasSubstr("damaged"));
  write_file(path, "not a checkpoint");
  EXPECT_THAT(error_of(stateful_options()), HasSubstr("is no file of tensors"));
  EXPECT_THAT(error_of(stateful_options()), HasSubstr("; --fresh begins again"));
}

TEST_F(Resume, AFullDiskLeavesTheLastCheckpoint) {
  const TemporaryFolder folder;
  const TrainOptions options = stateful_options();
  const std::filesystem::path checkpoint = folder.path() / checkpoint_name;
  std::string fault;
  {
    // A training that is told to stop has its checkpoint; the next cannot write one. A limit on the size of
    // files stands for the disk's end.
    const std::atomic<bool> at_once{true};
    ASSERT_FALSE(run(options, folder.path(), at_once));
    rlimit before = {};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit small = before;
    small.rlim_cur = 1 << 12;
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const std::string kept = read_file(checkpoint);
    try {
      run(options, folder.path(), never_);
    } catch (const Error& error) {
      fault = error.what();
    }
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    EXPECT_EQ(read_file(checkpoint), kept);
  }
  EXPECT_THAT(fault, HasSubstr("checkpoint.safetensors: cannot be written: File too large"));
  ASSERT_TRUE(run(options, folder.path(), never_));
  EXPECT_EQ(read_file(folder.path() / model_name), undisturbed());
}

}  // namespace
}  // namespace rwave::learn
