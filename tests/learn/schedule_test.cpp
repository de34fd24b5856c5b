// Learning rates against literal values.
#include "learn/optim/schedule.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace rwave::learn {
namespace {

TrainOptions options_for(const std::string& schedule) {
  TrainOptions options;
  set_option(options, "schedule", schedule);
  options.optimizer.learning_rate = 0.1;
  return options;
}

TEST(Schedule, Constant) {
  EXPECT_DOUBLE_EQ(Schedule(options_for("constant")).rate(57, 0.9), 0.1);
}

TEST(Schedule, StepCutsEverySoManyEpochs) {
  TrainOptions options = options_for("step");
  options.schedule.step_epochs = 3;
  const Schedule schedule(options);
  EXPECT_DOUBLE_EQ(schedule.rate(2, 0), 0.1);
  EXPECT_DOUBLE_EQ(schedule.rate(3, 0), 0.05);
  EXPECT_DOUBLE_EQ(schedule.rate(8, 0), 0.025);
}

TEST(Schedule, CosineFallsToZero) {
  const Schedule schedule(options_for("cosine"));
  EXPECT_DOUBLE_EQ(schedule.rate(0, 0), 0.1);
  EXPECT_NEAR(schedule.rate(0, 1.0 / 3), 0.075, 1e-12);
  EXPECT_NEAR(schedule.rate(0, 0.5), 0.05, 1e-12);
  EXPECT_NEAR(schedule.rate(0, 1), 0, 1e-12);
}

// The corners of PyTorch's OneCycleLR(max_lr=0.1): initial 0.1/25, final 0.1/25/1e4.
TEST(Schedule, OneCycleRisesThenFalls) {
  const Schedule schedule(options_for("one-cycle"));
  EXPECT_NEAR(schedule.rate(0, 0), 0.004, 1e-12);
  EXPECT_NEAR(schedule.rate(0, 0.15), (0.004 + 0.1) / 2, 1e-12);
  EXPECT_NEAR(schedule.rate(0, 0.3), 0.1, 1e-12);
  EXPECT_NEAR(schedule.rate(0, 0.65), 0.0500002, 1e-10);
  EXPECT_NEAR(schedule.rate(0, 1), 4e-7, 1e-15);
}

TEST(Schedule, PlateauCutsAfterPatienceAndNoSooner) {
  TrainOptions options = options_for("plateau");
  options.schedule.plateau_patience = 2;
  Schedule schedule(options);
  schedule.epoch_done(0.5, 0);
  schedule.epoch_done(0.6, 0);
  for (int waiting = 0; waiting < 2; ++waiting) schedule.epoch_done(0.6, 0);
  EXPECT_DOUBLE_EQ(schedule.rate(0, 0), 0.1);
  schedule.epoch_done(0.60005, 0);  // a gain below least_gain is none
  EXPECT_DOUBLE_EQ(schedule.rate(0, 0), 0.05);
  schedule.epoch_done(0.7, 0);
  for (int waiting = 0; waiting < 3; ++waiting) schedule.epoch_done(0.7, 0);
  EXPECT_DOUBLE_EQ(schedule.rate(0, 0), 0.025);
}

// The report's fault: steady progress looks like a plateau, and is cut every patience + 1 epochs after the
// first.
TEST(Schedule, ReversedPlateauCutsWhileLearning) {
  Schedule schedule(options_for("plateau-reversed"));
  for (int epoch = 0; epoch < 7; ++epoch) schedule.epoch_done(0.9, 0.9 + 0.01 * epoch);
  EXPECT_DOUBLE_EQ(schedule.rate(0, 0), 0.05);
  for (int epoch = 7; epoch < 13; ++epoch) schedule.epoch_done(0.9, 0.9 + 0.005 * epoch);
  EXPECT_DOUBLE_EQ(schedule.rate(0, 0), 0.025);
}

TEST(Schedule, StateSurvivesACheckpoint) {
  TrainOptions options = options_for("plateau");
  options.schedule.plateau_patience = 1;
  Schedule schedule(options);
  for (const double value : {0.5, 0.4, 0.4, 0.4}) schedule.epoch_done(value, 0);
  Schedule restored(options);
  restored.restore(nlohmann::json::parse(schedule.state().dump()));
  for (Schedule* each : {&schedule, &restored}) each->epoch_done(0.4, 0);
  EXPECT_DOUBLE_EQ(schedule.rate(0, 0), 0.025);
  EXPECT_DOUBLE_EQ(restored.rate(0, 0), schedule.rate(0, 0));
}

}  // namespace
}  // namespace rwave::learn
