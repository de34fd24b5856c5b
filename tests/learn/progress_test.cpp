// What a training looks like on a terminal, in a pipe, on disk.
#include "learn/train/training_progress.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace rwave::learn {
namespace {

const EpochRow eleventh{.epoch = 11,
                        .train_loss = 0.0342,
                        .validation_loss = 0.0511,
                        .accuracy = 0.98713,
                        .balanced_accuracy = 0.912,
                        .macro_f1 = 0.9118,
                        .rate = 1e-3,
                        .seconds = 16.24};

Progress twelfth() {
  return {.epoch = 12,
          .epochs = 60,
          .step = 137,
          .steps = 274,
          .loss = 0.0312,
          .rate = 1e-3,
          .last = &eleventh,
          .best = 10,
          .rows_a_second = 4321,
          .seconds_left = 219.2};
}

TEST(ProgressBar, TerminalLine) {
  EXPECT_EQ(progress_line(twelfth(), 0),
            "epoch 12/60  [===>                ]  loss .0312  val acc 98.7 macro-F1 .912  best 10  lr 1e-3"
            "  4,321 beats/s  ETA 3:40");
}

TEST(ProgressBar, FirstAndLastMoment) {
  Progress progress = twelfth();
  progress.epoch = 1;
  progress.step = 0;
  progress.last = nullptr;
  progress.best = 0;
  progress.loss = 1.61;
  progress.rate = 3.2e-10;
  progress.seconds_left = 7325;
  EXPECT_EQ(progress_line(progress, 0),
            "epoch 1/60  [>                   ]  loss 1.6100  lr 3.2e-10  4,321 beats/s  ETA 2:02:05");
  progress.epoch = progress.epochs;
  progress.step = progress.steps;
  EXPECT_TRUE(progress_line(progress, 0).starts_with("epoch 60/60  [====================]"));
}

TEST(ProgressBar, NeverWiderThanTheTerminal) {
  EXPECT_EQ(progress_line(twelfth(), 20), "epoch 12/60  [===>  ");
}

TEST(ProgressBar, PipeLine) {
  EXPECT_EQ(
      epoch_line(eleventh, 60, 10, 4321.4),
      "epoch 11/60  loss .0342  val loss .0511  val acc 98.7 macro-F1 .912  best 10  lr 1e-3  4,321 beats/s"
      "  16.2 s");
}

TEST(ProgressBar, PipeLineWithoutValidationRows) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const EpochRow row{.epoch = 2,
                     .train_loss = 0.5,
                     .validation_loss = nan,
                     .accuracy = nan,
                     .balanced_accuracy = nan,
                     .macro_f1 = nan,
                     .rate = 2.5e-2,
                     .seconds = 1};
  EXPECT_EQ(epoch_line(row, 3, 0, 900), "epoch 2/3  loss .5000  lr 2.5e-2  900 beats/s  1.0 s");
  EXPECT_EQ(log_csv(std::array{row}).substr(log_csv({}).size()), "2,0.5,,,,,0.025,1.00\n");
}

TEST(ProgressBar, Log) {
  EXPECT_EQ(log_csv(std::array{eleventh}),
            "epoch,train_loss,validation_loss,validation_accuracy,validation_balanced_accuracy,validation_"
            "macro_f1,lr,"
            "seconds\n11,0.0342,0.0511,0.987130,0.912000,0.911800,0.001,16.24\n");
}

TEST(ProgressBar, APipeGetsWholeLinesOnly) {
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* file = std::tmpfile();
  ASSERT_NE(file, nullptr);
  ProgressBar progress(file);
  progress.step(twelfth());
  progress.epoch(eleventh, 60, 10, 4321.4);
  progress.end();
  std::rewind(file);
  ASSERT_GT(::getline(&text, &size, file), 0);
  EXPECT_EQ(std::string(text), epoch_line(eleventh, 60, 10, 4321.4) + "\n");
  EXPECT_LT(::getline(&text, &size, file), 0);
  std::free(text);
  std::fclose(file);
}

}  // namespace
}  // namespace rwave::learn
