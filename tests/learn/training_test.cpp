// Trainings as a whole: what is kept, what is the same, what is refused.
#include "learn/train/training.h"
#include "learn/model/record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/output_file.h"
#include "learn/device/device.h"
#include "learn/toy.h"
#include "rwave/error.h"
#include "support/support.h"

namespace rwave::learn {
namespace {

using rwave::testing::TemporaryFolder;
using rwave::testing::toy_options;
using rwave::testing::toy_set;
using rwave::testing::toy_split;
using ::testing::HasSubstr;

class Training : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { prepare_torch(1); }

  Trained run(const TrainOptions& options, const std::filesystem::path& folder) const {
    std::atomic<bool> stop{false};
    ProgressBar silent(sink_);
    return train({set_, split_, options, folder, "test"}, stop, silent).value();
  }

  std::string error_of(const TrainOptions& options) const {
    const TemporaryFolder folder;
    try {
      run(options, folder.path());
    } catch (const Error& fault) {
      return fault.what();
    }
    return "no error";
  }

  ~Training() override { std::fclose(sink_); }

  BeatSet set_ = toy_set(240);
  Split split_ = toy_split(set_);
  std::FILE* sink_ = std::fopen("/dev/null", "w");
};

TEST_F(Training, LearnsAndScoresTheTestRows) {
  const TemporaryFolder folder;
  const Trained trained = run(toy_options("small"), folder.path());
  EXPECT_GT(scores_of(trained.test).accuracy, 0.9);
  EXPECT_EQ(trained.test.total(), 48);
  EXPECT_EQ(trained.test_predicted.size(), 48);
  EXPECT_EQ(trained.log.size(), 4);
  EXPECT_EQ(read_file(folder / "log.csv"), log_csv(trained.log));
  EXPECT_FALSE(std::filesystem::exists(folder.path() / checkpoint_name)) << "a finished training leaves none";
}

// Dropout, BatchNorm and augmentation all draw or depend on order: none may differ between two runs of one
// seed.
TEST_F(Training, OneSeedGivesTheSameWeightsBitForBit) {
  const TemporaryFolder first, second, other;
  TrainOptions options = toy_options("cvxtz");
  options.augment.noise = 0.01;
  options.augment.scale = 0.05;
  options.epochs = 2;
  run(options, first.path());
  run(options, second.path());
  EXPECT_EQ(read_file(first.path() / model_name), read_file(second.path() / model_name));
  options.seed = 2;
  run(options, other.path());
  EXPECT_NE(read_file(first.path() / model_name), read_file(other.path() / model_name));
}

// Wrong labels among the training rows: a network first learns what is common, then the faults by heart.
TEST_F(Training, KeepsTheBestEpochNotTheLast) {
  TrainOptions options = toy_options("small");
  options.optimizer.kind = OptimizerKind::sgd;
  options.optimizer.learning_rate = 0.02;
  split_.train.resize(100);
  for (std::size_t i = 0; i < 40; ++i) set_.labels[split_.train[i]] = 0;
  options.epochs = 25;
  options.schedule.kind = ScheduleKind::constant;
  const TemporaryFolder best, last;
  const Trained kept = run(options, best.path());
  double greatest = 0;
  for (const EpochRow& row : kept.log) greatest = std::max(greatest, row.macro_f1);
  EXPECT_LT(kept.log.back().macro_f1, greatest)
      << "the case must be one where the last epoch is not the best";
  EXPECT_EQ(kept.log[static_cast<std::size_t>(kept.kept_epoch) - 1].macro_f1, greatest);
  EXPECT_DOUBLE_EQ(scores_of(*kept.validation).macro_f1, greatest) << "the weights are that epoch's";

  options.selection.keep = KeptEpoch::last;
  const Trained fault = run(options, last.path());
  EXPECT_EQ(fault.kept_epoch, 25);
  EXPECT_DOUBLE_EQ(scores_of(*fault.validation).macro_f1, kept.log.back().macro_f1);
}

TEST_F(Training, StopsWhenPatienceIsSpent) {
  TrainOptions options = toy_options("mlp");
  options.optimizer.learning_rate = 1e-12;  // nothing is learnt, so no epoch is better than the first
  options.schedule.kind = ScheduleKind::constant;
  options.epochs = 50;
  options.selection.patience = 3;
  const TemporaryFolder folder;
  EXPECT_EQ(run(options, folder.path()).log.size(), 4);
}

TEST_F(Training, WithoutValidationRowsTheLastEpochIsKept) {
  TrainOptions options = toy_options("mlp");
  options.rows.validation = 0;
  options.selection.keep = KeptEpoch::last;
  split_.validation.clear();
  const TemporaryFolder folder;
  const Trained trained = run(options, folder.path());
  EXPECT_EQ(trained.kept_epoch, options.epochs);
  EXPECT_FALSE(trained.validation);
}

// 13 rows in batches of 4 would leave one row, which BatchNorm cannot take.
TEST_F(Training, ASingleRowLeftOverDoesNotBreakBatchNorm) {
  TrainOptions options = toy_options("small");
  options.batch = 4;
  options.epochs = 1;
  split_.train.resize(13);
  const TemporaryFolder folder;
  EXPECT_TRUE(std::isfinite(run(options, folder.path()).log[0].train_loss));
}

TEST_F(Training, AClassWithoutTrainingRowsIsTrainedAround) {
  std::erase_if(split_.train, [&](std::uint32_t row) { return set_.labels[row] == 2; });
  TrainOptions options = toy_options("mlp");
  for (const std::string weights : {"inverse", "sqrt", "effective"}) {
    set_option(options, "class-weights", weights);
    const TemporaryFolder folder;
    EXPECT_TRUE(std::isfinite(run(options, folder.path()).log.back().train_loss)) << weights;
  }
}

TEST_F(Training, RefusesRowsThatCannotBeLearntFrom) {
  TrainOptions options = toy_options("mlp");
  const Split split = split_;
  split_.train.resize(1);
  EXPECT_THAT(error_of(options), HasSubstr("2 training rows"));
  split_ = split;
  std::erase_if(split_.train, [&](std::uint32_t row) { return set_.labels[row] != 1; });
  EXPECT_THAT(error_of(options), HasSubstr("all of one class"));
  split_ = split;
  set_.labels[5] = 77;
  EXPECT_THAT(error_of(options), HasSubstr("class 77 of 3 classes"));
  set_.labels[5] = 0;
  split_.validation.clear();
  EXPECT_THAT(error_of(options), HasSubstr("0 validation rows"));
}

TEST_F(Training, EndsWhereItsCallerWantsNoMoreAndWritesNothingWithoutAFolder) {
  TrainJob job{set_, split_, toy_options("mlp"), {}, "rwave test"};
  std::vector<int> seen;
  job.after_epoch = [&](const EpochRow& row) {
    seen.push_back(row.epoch);
    return row.epoch < 2;
  };
  const TemporaryFolder folder;
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  const std::atomic<bool> stop{false};
  ProgressBar progress(sink_);
  const auto trained = train(job, stop, progress);
  std::filesystem::current_path(before);
  ASSERT_TRUE(trained.has_value());
  EXPECT_TRUE(trained->ended_early);
  EXPECT_EQ(seen, (std::vector<int>{1, 2}));
  EXPECT_EQ(trained->log.size(), 2U);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST_F(Training, ALossThatExplodesIsNamed) {
  TrainOptions options = toy_options("mlp");
  options.optimizer.kind = OptimizerKind::sgd;
  options.schedule.kind = ScheduleKind::constant;
  options.optimizer.learning_rate = 1e12;
  EXPECT_THAT(error_of(options), HasSubstr("lower --lr"));
}

}  // namespace
}  // namespace rwave::learn
