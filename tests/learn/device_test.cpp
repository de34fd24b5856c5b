// What a training does on a GPU, carried out by the processor: the steps on fixed buffers, what they draw,
// how they resume. What only a GPU can do (the recorded graph) is not reached here.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "base/output_file.h"
#include "learn/device/device.h"
#include "learn/device/precision.h"
#include "learn/device/step_graph.h"
#include "learn/model/record.h"
#include "learn/model/safetensors.h"
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

class OnDevice : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { prepare_torch(1); }
  ~OnDevice() override { std::fclose(sink_); }

  std::optional<Trained> run(const TrainOptions& options, const std::filesystem::path& folder, bool as_on_gpu,
                             const std::atomic<bool>& stop = never) const {
    ProgressBar silent(sink_);
    return train({set_, split_, options, folder, "test", nullptr, as_on_gpu}, stop, silent);
  }

  inline static const std::atomic<bool> never{false};
  BeatSet set_ = toy_set(250);  // 150 training rows: 9 batches of 16 and one of 6
  Split split_ = toy_split(set_);
  std::FILE* sink_ = std::fopen("/dev/null", "w");
};

// Without anything drawn, the steps are those of --plain. A low rate: a high one lets rounding grow.
TEST_F(OnDevice, FollowsTheLossOfTheOtherSteps) {
  TrainOptions options = toy_options("small");
  options.execution.plain = true;
  options.loss.class_weights = ClassWeighting::sqrt;
  options.optimizer.kind = OptimizerKind::sgd;
  options.optimizer.learning_rate = 1e-3;
  const TemporaryFolder here, there;
  const Trained steps = run(options, here.path(), false).value(),
                device = run(options, there.path(), true).value();
  // The two add up in other orders. Where a maximum is all but a tie the rounding decides which value a slope
  // goes to, on some processors in the third epoch of these; a step done differently shows in the first.
  for (std::size_t i = 0; i < steps.log.size(); ++i) {
    const double rounding = i < 2 ? 1e-5 : 2e-3;
    EXPECT_NEAR(device.log[i].train_loss, steps.log[i].train_loss, rounding) << i;
    EXPECT_NEAR(device.log[i].validation_loss, steps.log[i].validation_loss, rounding) << i;
  }
  EXPECT_LT(device.log.back().train_loss, device.log.front().train_loss);
}

TrainOptions drawing_options() {
  TrainOptions options = toy_options("cvxtz");  // has dropout
  options.augment.scale = 0.05;
  options.augment.noise = 0.01;
  options.optimizer.learning_rate = 1e-3;
  return options;
}

TEST_F(OnDevice, LearnsWithDropoutAndNoise) {
  const TemporaryFolder folder;
  TrainOptions options = drawing_options();
  options.network.name = "seed";
  const Trained trained = run(options, folder.path(), true).value();
  EXPECT_LT(trained.log.back().train_loss, 0.7 * trained.log.front().train_loss);
}

// A stop at any step, then another process: no generator's state is in what a device's steps draw.
TEST_F(OnDevice, ResumesToTheSameWeights) {
  const TemporaryFolder whole, pieces;
  ASSERT_TRUE(run(drawing_options(), whole.path(), true));
  int in_mid_epoch = 0;
  for (auto delay = std::chrono::milliseconds(20);; delay += std::chrono::milliseconds(20)) {
    std::atomic<bool> stop{false};
    std::thread interrupt([&] {
      std::this_thread::sleep_for(delay);
      stop = true;
    });
    torch::manual_seed(static_cast<std::uint64_t>(delay.count()));
    const auto trained = run(drawing_options(), pieces.path(), true, stop);
    interrupt.join();
    if (trained) break;
    const TensorFile saved = read_tensors(pieces.path() / checkpoint_name);
    if (saved.metadata.at("state").at("step") > 0) ++in_mid_epoch;
  }
  EXPECT_GT(in_mid_epoch, 0);
  EXPECT_EQ(read_file(pieces.path() / model_name), read_file(whole.path() / model_name));
  EXPECT_EQ(run(drawing_options(), pieces.path(), true)->log[3].train_loss,
            run(drawing_options(), whole.path(), true)->log[3].train_loss);
}

// The loss is looked at when the epoch is over.
TEST_F(OnDevice, ALossThatExplodesIsNamed) {
  TrainOptions options = toy_options("mlp");
  options.optimizer.kind = OptimizerKind::sgd;
  options.schedule.kind = ScheduleKind::constant;
  options.optimizer.learning_rate = 1e12;
  const TemporaryFolder folder;
  try {
    run(options, folder.path(), true);
    FAIL() << "no error";
  } catch (const Error& fault) {
    EXPECT_THAT(fault.what(), ::testing::HasSubstr("the loss is not a number in epoch 1: lower --lr"));
  }
}

TEST(StepGraph, OnTheProcessorIsTheStepItself) {
  const torch::Tensor in = torch::zeros({}), sum = torch::zeros({});
  StepGraph step([&] { sum.add_(in); }, torch::kCPU);
  for (int i = 1; i <= StepGraph::warm_up + 3; ++i) {
    in.fill_(i);
    step.run();
  }
  EXPECT_EQ(sum.item<float>(), 21) << "1 + ... + 6";
}

TEST(Device, DrawsAreAFunctionOfSeedStepAndPart) {
  const auto drawn = [](std::uint64_t seed, std::int64_t step, int part) {
    seed_device(torch::kCPU, seed, step, part);
    return torch::rand({8});
  };
  const torch::Tensor first = drawn(1, 5, 0);
  EXPECT_TRUE(torch::equal(drawn(1, 5, 0), first));
  EXPECT_FALSE(torch::equal(drawn(2, 5, 0), first));
  EXPECT_FALSE(torch::equal(drawn(1, 6, 0), first));
  EXPECT_FALSE(torch::equal(drawn(1, 5, 1), first));
}

TEST(Device, TheProcessorIsAlwaysThere) {
  EXPECT_NO_THROW(check_device(DeviceKind::cpu));
  EXPECT_TRUE(open_device(DeviceKind::cpu, 3).is_cpu());
}

TEST(Bf16Products, AreOnlyWhereTheyAreAskedFor) {
  const torch::Tensor x = torch::rand({4, 8}), w = torch::rand({3, 8}).requires_grad_();
  torch::Tensor y;
  {
    const Bf16Products lower(torch::kCPU, true);
    y = torch::linear(x, w);
  }
  EXPECT_EQ(y.scalar_type(), torch::kBFloat16);
  EXPECT_TRUE(torch::allclose(y.to(torch::kFloat32), torch::linear(x, w), 0.02));
  y.to(torch::kFloat32).sum().backward();
  EXPECT_EQ(w.grad().scalar_type(), torch::kFloat32);
  const Bf16Products off(torch::kCPU, false);
  EXPECT_EQ(torch::linear(x, w).scalar_type(), torch::kFloat32);
}

}  // namespace
}  // namespace rwave::learn
