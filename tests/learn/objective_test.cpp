// What a step minimises: mixed rows, taught rows, against sums by hand.
#include "learn/train/objective.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "learn/device/device.h"
#include "learn/model/trained_model.h"
#include "learn/toy.h"
#include "learn/train/loss.h"
#include "learn/train/training.h"
#include "rwave/error.h"
#include "support/support.h"

namespace rwave::learn {
namespace {

using rwave::testing::toy_options;
using rwave::testing::toy_set;
using rwave::testing::toy_split;

class ObjectiveTest : public ::testing::Test {
 protected:
  ObjectiveTest() {
    prepare_torch(1);
    torch::manual_seed(3);
  }
  Objective objective(const TrainOptions& options) const {
    return {options, set_, torch::ones({3}), 1, torch::kCPU};
  }

  BeatSet set_ = toy_set(60);
  torch::Tensor x_ = torch::rand({6, 1, 187});
  torch::Tensor y_ = torch::tensor({0, 1, 2, 0, 1, 2}, torch::kInt64);
  torch::Tensor matrix_ = torch::randn({187, 3});
  Forward pass_ = [this](const torch::Tensor& x) { return x.squeeze(1).matmul(matrix_); };
};

TEST_F(ObjectiveTest, MixesEachRowWithTheOneAsFarFromTheEnd) {
  TrainOptions options;
  options.augment.mixup = 0.5;
  const Objective mixed = objective(options);
  const Objective::Batch batch = mixed.change(x_, y_, 0, 6);
  double sum = 0;
  for (std::int64_t i = 0; i < 6; ++i) {
    const auto share = batch.share[i].item<double>();
    EXPECT_GE(share, 0);
    EXPECT_LE(share, 1);
    const torch::Tensor row = x_[i] * share + x_[5 - i] * (1 - share);
    EXPECT_LT((batch.x[i] - row).abs().max().item<double>(), 1e-6);
    const torch::Tensor log_p = torch::log_softmax(pass_(row.unsqueeze(0)), 1)[0];
    sum -= share * log_p[y_[i].item<std::int64_t>()].item<double>() +
           (1 - share) * log_p[y_[5 - i].item<std::int64_t>()].item<double>();
  }
  EXPECT_NEAR(mixed.loss(pass_, batch).item<double>(), sum / 6, 1e-5);
}

// Beta(a, a) has mean 1/2 and variance 1 / (4 (2 a + 1)).
TEST_F(ObjectiveTest, DrawsTheSharesFromTheBetaDistribution) {
  TrainOptions options;
  options.augment.mixup = 0.2;
  const std::int64_t n = 20000;
  const Objective::Batch batch =
      objective(options).change(torch::zeros({n, 1, 2}), torch::zeros({n}, torch::kInt64), 0, n);
  EXPECT_NEAR(batch.share.mean().item<double>(), 0.5, 0.02);
  EXPECT_NEAR(batch.share.var().item<double>(), 1 / (4 * 1.4), 0.01);
  EXPECT_TRUE(batch.share.isfinite().all().item<bool>());
}

TEST_F(ObjectiveTest, LeavesRowsAloneWhereNothingIsAskedFor) {
  const Objective plain = objective({});
  const Objective::Batch batch = plain.change(x_, y_, 0, 6);
  EXPECT_TRUE(batch.x.equal(x_));
  EXPECT_EQ(plain.loss(pass_, batch).item<double>(),
            loss({}, pass_(x_), y_, torch::ones({3})).item<double>());
}

class Taught : public ObjectiveTest {
 protected:
  // Two small networks, barely trained.
  std::string teacher(std::uint64_t seed) const {
    TrainOptions options = toy_options("mlp");
    options.epochs = 1;
    options.seed = seed;
    const auto folder = folder_ / ("teacher" + std::to_string(seed));
    std::filesystem::create_directories(folder);
    std::FILE* sink = std::fopen("/dev/null", "w");
    ProgressBar silent(sink);
    train({set_, split_, options, folder, "test"}, false, silent);
    std::fclose(sink);
    return folder.string();
  }
  torch::Tensor answers(const std::string& folder) const {
    TrainedModel model = TrainedModel::load(folder);
    BeatSet beats = set_;
    beats.values.assign(x_.data_ptr<float>(), x_.data_ptr<float>() + x_.numel());
    beats.labels.resize(6);
    const std::vector<std::uint32_t> all = {0, 1, 2, 3, 4, 5};
    return torch::tensor(model.probabilities(beats, all)).view({6, 3});
  }

  testing::TemporaryFolder folder_;
  Split split_ = toy_split(set_);
};

TEST_F(Taught, LearnsTheMeanOfItsTeachersBesidesTheLabels) {
  const std::string first = teacher(1), second = teacher(2);
  TrainOptions options;
  options.loss.teacher = first + "," + second;
  options.loss.teacher_share = 0.25;
  const Objective taught = objective(options);
  const torch::Tensor wanted = (answers(first) + answers(second)) / 2;
  const torch::Tensor log_p = torch::log_softmax(pass_(x_), 1);
  const double by_teachers = -(wanted * log_p).sum(1).mean().item<double>();
  const double by_labels = loss({}, pass_(x_), y_, torch::ones({3})).item<double>();
  EXPECT_NEAR(taught.loss(pass_, taught.change(x_, y_, 0, 6)).item<double>(),
              0.75 * by_labels + 0.25 * by_teachers, 1e-5);
}

TEST_F(Taught, RefusesATeacherOfOtherRows) {
  TrainOptions options;
  options.loss.teacher = teacher(1);
  BeatSet other = set_;
  other.classes = {"left", "right"};
  EXPECT_THROW(Objective(options, other, torch::ones({2}), 1, torch::kCPU), Error);
  options.loss.teacher = (folder_ / "none").string();
  EXPECT_THROW(objective(options), Error);
}

}  // namespace
}  // namespace rwave::learn
