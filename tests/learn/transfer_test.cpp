// Trainings that begin with another's weights: what moves, what stays, what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "learn/device/device.h"
#include "learn/model/safetensors.h"
#include "learn/model/trained_model.h"
#include "learn/toy.h"
#include "learn/train/initial_network.h"
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

class Transfer : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    prepare_torch(1);
    source_ = new TemporaryFolder;
    TrainOptions options = toy_options("seed");
    options.epochs = 2;
    options.optimizer.learning_rate = 1e-3;
    run(options, source_->path());
  }
  static void TearDownTestSuite() { delete source_; }

  static Trained run(const TrainOptions& options, const std::filesystem::path& folder,
                     const BeatSet& set = toy_set(240)) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> sink(std::fopen("/dev/null", "w"), std::fclose);
    std::atomic<bool> stop{false};
    ProgressBar silent(sink.get());
    return train({set, toy_split(set), options, folder, "test"}, stop, silent).value();
  }

  static TrainOptions options_from(int layers) {
    TrainOptions options = toy_options("seed");
    options.transfer.from = source_->path().string();
    options.transfer.layers = layers;
    options.epochs = 1;
    options.optimizer.learning_rate = 1e-3;
    return options;
  }

  // The stages whose tensors differ between the source and a network trained from it.
  static std::string moved(const std::filesystem::path& folder) {
    const auto there = read_tensors(source_->path() / model_name).tensors;
    const auto here = read_tensors(folder / model_name).tensors;
    EXPECT_EQ(there.size(), here.size());
    std::string text;
    for (const char* stage : {"conv1", "norm1", "conv2", "norm2", "conv3", "norm3", "conv4", "norm4", "fc1",
                              "fc2", "fc3", "fc4"}) {
      bool same = true;
      for (const auto& [name, tensor] : here) {
        if (name.starts_with(std::string(stage) + ".")) same = same && torch::equal(tensor, there.at(name));
      }
      if (!same) text += std::string(text.empty() ? "" : " ") + stage;
    }
    return text;
  }

  static std::string moved_by(const TrainOptions& options) {
    const TemporaryFolder folder;
    run(options, folder.path());
    return moved(folder.path());
  }

  static std::string error_of(const TrainOptions& options, const BeatSet& set = toy_set(240)) {
    const TemporaryFolder folder;
    try {
      run(options, folder.path(), set);
    } catch (const Error& fault) {
      return fault.what();
    }
    return "no error";
  }

  static TemporaryFolder* source_;
};

TemporaryFolder* Transfer::source_ = nullptr;

TEST_F(Transfer, OnlyTheLastLayersMoveOverAFrozenBody) {
  EXPECT_EQ(moved_by(options_from(1)), "fc4");
  EXPECT_EQ(moved_by(options_from(3)), "fc2 fc3 fc4");
  EXPECT_EQ(moved_by(options_from(-1)), "fc1 fc2 fc3 fc4");
}

// The report froze the convolutions' weights and left their batch norms in training.
TEST_F(Transfer, ADriftingBodyKeepsItsWeightsAndNotItsStatistics) {
  TrainOptions options = options_from(2);
  options.transfer.body = TransferBody::frozen_bn_updated;
  EXPECT_EQ(moved_by(options), "norm1 norm2 norm3 norm4 fc3 fc4");
}

TEST_F(Transfer, ATunedBodyMovesAsFarAsItIsAsked) {
  TrainOptions options = options_from(1);
  options.transfer.body = TransferBody::fine_tuned;
  EXPECT_EQ(moved_by(options), "conv1 norm1 conv2 norm2 conv3 norm3 conv4 norm4 fc1 fc2 fc3 fc4");
  options.transfer.body_stages = 4;  // fc3 fc2 fc1 conv4
  EXPECT_EQ(moved_by(options), "conv4 norm4 fc1 fc2 fc3 fc4");
  options.transfer.body_rate = 0;  // its weights stay, though their batch norm trains
  EXPECT_EQ(moved_by(options), "norm4 fc4");
}

// Over a frozen body the two are one function of the same first weights: fixed stages are carried out once a
// row instead of once a step, and by other kernels.
TEST_F(Transfer, KeptLayersBeginWhereTheSourceEnded) {
  TrainOptions options = options_from(4);
  options.optimizer.learning_rate = 1e-12;
  options.transfer.start = HeadStart::kept;
  const TemporaryFolder kept, source_again;
  const Trained unmoved = run(options, kept.path());
  TrainOptions source = toy_options("seed");
  source.epochs = 2;
  source.optimizer.learning_rate = 1e-3;
  EXPECT_EQ(unmoved.test_predicted, run(source, source_again.path()).test_predicted);
  options.transfer.start = HeadStart::fresh;
  const TemporaryFolder fresh;
  EXPECT_NE(run(options, fresh.path()).test_predicted, unmoved.test_predicted);
}

TEST_F(Transfer, OtherClassesGetALastLayerOfTheirOwn) {
  BeatSet two = toy_set(240);
  two.classes = {"left", "not left"};
  for (std::uint8_t& label : two.labels) label = label > 0 ? 1 : 0;
  TrainOptions options = options_from(1);
  options.transfer.start = HeadStart::kept;
  options.epochs = 3;
  const TemporaryFolder folder;
  EXPECT_GT(scores_of(run(options, folder.path(), two).test).accuracy, 0.9);
  EXPECT_EQ(read_tensors(folder.path() / model_name).tensors.at("fc4.weight").size(0), 2);
}

TEST_F(Transfer, AnInterruptedOneGoesOnToTheSameWeights) {
  TrainOptions options = options_from(2);
  options.epochs = 2;
  const TemporaryFolder whole, parts;
  const Trained expected = run(options, whole.path());
  const BeatSet set = toy_set(240);
  std::atomic<bool> stop{true};  // before the first step
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> sink(std::fopen("/dev/null", "w"), std::fclose);
  ProgressBar silent(sink.get());
  EXPECT_FALSE(train({set, toy_split(set), options, parts.path(), "test"}, stop, silent).has_value());
  EXPECT_EQ(run(options, parts.path()).test_predicted, expected.test_predicted);
  EXPECT_EQ(moved(parts.path()), "fc3 fc4");
}

TEST_F(Transfer, NamesWhatDoesNotFit) {
  EXPECT_THAT(error_of(options_from(5)),
              HasSubstr("--layers 5: the network 'seed' has 4 Linear layers: fc1 fc2 fc3 fc4"));
  EXPECT_THAT(error_of(options_from(0)), HasSubstr("--layers 0: the network 'seed' has 4 Linear layers"));
  BeatSet short_rows = toy_set(60);
  short_rows.width = 93;
  short_rows.values.resize(60 * 93);
  EXPECT_THAT(error_of(options_from(1), short_rows), HasSubstr("takes rows of 1 x 187 values"));
  TrainOptions changed = options_from(1);
  changed.augment.noise = 0.1;
  EXPECT_THAT(error_of(changed), HasSubstr("pass the frozen layers once"));
  TrainOptions absent = options_from(1);
  absent.transfer.from = "/no/such/model";
  EXPECT_THAT(error_of(absent), HasSubstr("/no/such/model"));
}

TEST_F(Transfer, TakesTheSourcesNetworkUnlessAnotherIsAskedFor) {
  TrainOptions options;
  options.network.name = "mlp";
  options.transfer.from = source_->path().string();
  adopt_source(options);
  EXPECT_EQ(options.network.name, "seed");
  options.network.name = "mlp";
  options.given = {"model"};
  EXPECT_THROW(adopt_source(options), UsageError);
}

// Without labels, then a linear classifier on what was learned.
TEST_F(Transfer, AnEncoderLearnsWithoutLabelsAndIsProbed) {
  TrainOptions options = toy_options("encoder");
  options.loss.kind = LossKind::barlow;
  options.rows.validation = 0;
  options.selection.keep = KeptEpoch::last;
  options.epochs = 6;
  options.augment.noise = 0.2;
  BeatSet set = toy_set(240);
  Split split = toy_split(set);
  split.train.insert(split.train.end(), split.validation.begin(), split.validation.end());
  split.validation.clear();
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> sink(std::fopen("/dev/null", "w"), std::fclose);
  std::atomic<bool> stop{false};
  ProgressBar silent(sink.get());
  const TemporaryFolder encoder, probe;
  const Trained coded = *train({set, split, options, encoder.path(), "test"}, stop, silent);
  EXPECT_TRUE(coded.test_predicted.empty());
  EXPECT_LT(coded.log.back().train_loss, coded.log.front().train_loss);
  TrainedModel model = TrainedModel::load(encoder.path());
  EXPECT_THROW(model.classify(set, split.test), Error) << "it tells no classes";
  TrainOptions linear = toy_options("encoder");
  linear.transfer.from = encoder.path().string();
  linear.transfer.layers = 1;
  linear.epochs = 20;
  linear.optimizer.learning_rate = 0.03;
  EXPECT_GT(scores_of(run(linear, probe.path()).test).accuracy, 0.8);
}

}  // namespace
}  // namespace rwave::learn
