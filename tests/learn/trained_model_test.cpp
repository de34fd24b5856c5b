// The saved model: complete in itself, and trusted in nothing.
#include "learn/model/trained_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "learn/device/device.h"
#include "learn/model/safetensors.h"
#include "learn/model/weights.h"
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
using ::testing::StrEq;

class ModelFile : public ::testing::Test {
 protected:
  void SetUp() override {
    prepare_torch(1);
    torch::manual_seed(1);
    record_ = {{"left", "middle", "right"}, "toy", 1, 187, 120, toy_options("small"), {{"split", "toy"}}};
    network_ = make_network("small", {1, 187, 3});
    network_->eval();
    write_model(file_, network_, record_);
  }

  // Rewrites the file with its metadata and tensors changed.
  template <class Change>
  std::string error_after(Change change) const {
    TensorFile content = read_tensors(file_);
    change(content);
    write_tensors(file_, content.metadata, {content.tensors.begin(), content.tensors.end()});
    try {
      TrainedModel::load(file_);
    } catch (const Error& fault) {
      return fault.what();
    }
    return "no error";
  }

  TemporaryFolder folder_;
  std::filesystem::path file_ = folder_ / "model.safetensors";
  ModelRecord record_;
  Network network_{nullptr};
};

TEST_F(ModelFile, HoldsAllThatUsingItTakes) {
  const TrainedModel model = TrainedModel::load(file_);
  EXPECT_EQ(model.record().classes, record_.classes);
  EXPECT_EQ(model.record().recipe, "toy");
  EXPECT_EQ(model.record().width, 187);
  EXPECT_EQ(model.record().rate, 120);
  EXPECT_EQ(options_to_json(model.record().options), options_to_json(record_.options));
  EXPECT_EQ(model.record().training, record_.training);
}

TEST_F(ModelFile, ClassifiesAsTheNetworkThatWasSaved) {
  TrainedModel model = TrainedModel::load(file_);
  const BeatSet set = toy_set(20);
  std::vector<std::uint32_t> rows(set.size());
  std::iota(rows.begin(), rows.end(), 0U);
  const std::vector<float> p = model.probabilities(set, rows);
  const torch::NoGradGuard no_gradients;
  const torch::Tensor expected =
      network_->forward(torch::tensor(set.values).view({20, 1, 187})).softmax(1).contiguous();
  EXPECT_TRUE(torch::equal(torch::tensor(p).view({20, 3}), expected));
  const auto verdicts = model.classify(set, rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(verdicts[i], expected[static_cast<std::int64_t>(i)].argmax().item<int>());
  }
}

TEST_F(ModelFile, RefusesRowsItWasNotTrainedFor) {
  TrainedModel model = TrainedModel::load(file_);
  const auto error = [&](const BeatSet& set) -> std::string {
    try {
      model.classify(set, {});
    } catch (const Error& fault) {
      return fault.what();
    }
    return "no error";
  };
  BeatSet set = toy_set(2);
  set.classes = {"N", "S", "V", "F", "Q"};
  EXPECT_EQ(error(set), "the model 'small' tells left middle right apart, the rows are of N S V F Q");
  set = toy_set(2);
  set.width = 100;
  EXPECT_THAT(error(set), HasSubstr("rows of 1 x 187 samples, these have 1 x 100"));
  set = toy_set(2);
  set.recipe = "centred";
  EXPECT_THAT(error(set), HasSubstr("cut by 'toy', these were cut by 'centred'"));
}

TEST_F(ModelFile, WeightsThatDoNotFitAreNamed) {
  EXPECT_THAT(error_after([](TensorFile& f) { f.tensors.erase("fc.bias"); }),
              HasSubstr("lacks the values of 'fc.bias'"));
  EXPECT_THAT(error_after([](TensorFile& f) {
                f.tensors["fc.bias"] = torch::zeros({3});
                f.tensors["x"] = torch::zeros({1});
              }),
              HasSubstr("tensors, where the network has"));
  EXPECT_THAT(error_after([](TensorFile& f) {
                f.tensors.erase("x");
                f.metadata["classes"] = {"a", "b"};
              }),
              HasSubstr("has shape 3"));
}

TEST_F(ModelFile, RecordsThatMakeNoSenseAreNamed) {
  EXPECT_THAT(error_after([](TensorFile& f) { f.metadata["options"]["model"] = "resnet"; }),
              HasSubstr("'resnet'"));
  EXPECT_THAT(error_after([](TensorFile& f) { f.metadata.erase("options"); }), HasSubstr("does not read"));
  EXPECT_THAT(error_after([](TensorFile& f) { f.metadata["version"] = 99; }), HasSubstr("format 99"));
  EXPECT_THAT(error_after([](TensorFile& f) {
                f.metadata = {{"format", "rwave checkpoint"}};
              }),
              HasSubstr("is no model of rwave"));
}

TEST_F(ModelFile, OfAnotherVersionOfARecipeItIsRefused) {
  EXPECT_THAT(
      error_after([](TensorFile& f) {
        f.metadata["recipe"] = "template-rr";
        f.metadata["normalisation"] = "usual beat";
      }),
      HasSubstr("takes rows scaled by 'usual beat', where the recipe template-rr scales by 'steady beats'"));
  EXPECT_THAT(error_after([](TensorFile& f) { f.metadata.erase("normalisation"); }), StrEq("no error"))
      << "as older files have it";
}

TEST_F(ModelFile, ATrainingRecordsWhatItWasMadeOf) {
  const BeatSet set = toy_set(120);
  const Split split = toy_split(set);
  std::FILE* sink = std::fopen("/dev/null", "w");
  ProgressBar silent(sink);
  const std::atomic<bool> never{false};
  const auto trained = train({set, split, toy_options("mlp"), folder_.path(), "rwave 1.2.3"}, never, silent);
  std::fclose(sink);
  const TrainedModel model = TrainedModel::load(folder_.path() / model_name);
  const nlohmann::json& t = model.record().training;
  EXPECT_EQ(t.at("split_description"), "toy rows in their order");
  EXPECT_EQ(t.at("train_rows"), 72);
  EXPECT_EQ(t.at("test_rows"), 24);
  EXPECT_EQ(t.at("parameters"), trained->parameters);
  EXPECT_EQ(t.at("kept_epoch"), trained->kept_epoch);
  EXPECT_EQ(t.at("validation").at("macro_f1"), scores_of(*trained->validation).macro_f1);
  EXPECT_EQ(t.at("program"), "rwave 1.2.3");
  EXPECT_EQ(model.record().options.seed, 1);
}

}  // namespace
}  // namespace rwave::learn
