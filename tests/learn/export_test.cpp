// Exported networks compute what libtorch computes, in our runtime and in ONNX Runtime.
#include "learn/model/export.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "infer/fold.h"
#include "infer/levels.h"
#include "infer/onnx_read.h"
#include "infer/onnxruntime.h"
#include "infer/quantize.h"
#include "learn/device/device.h"
#include "learn/model/weights.h"
#include "learn/toy.h"
#include "rwave/error.h"

namespace rwave::learn {
namespace {

using infer::Graph;
using infer::testing::scores_of;
using ::testing::FloatNear;
using ::testing::HasSubstr;
using ::testing::Pointwise;

// A network as after some training: batch norms away from 0 and 1, and logits that spread by 2, so that the
// probabilities differ from class to class and a wrong stage shows.
Network used_network(std::string_view name, const NetworkShape& shape) {
  const torch::NoGradGuard no_gradients;
  prepare_torch(1);
  torch::manual_seed(11);
  Network network = make_network(name, shape);
  torch::nn::LinearImpl* last = nullptr;
  for (const auto& stage : network->modules()) {
    if (auto* norm = stage->as<torch::nn::BatchNorm1dImpl>()) {
      norm->weight.uniform_(0.5, 1.5);
      norm->bias.uniform_(-0.5, 0.5);
      norm->running_mean.uniform_(-0.5, 0.5);
      norm->running_var.uniform_(0.3, 3);
    }
    if (auto* linear = stage->as<torch::nn::LinearImpl>()) last = linear;
  }
  network->eval();
  const torch::Tensor logits = network->forward(torch::rand({20, shape.channels, shape.width}));
  const double scale = 2 / logits.std().item<double>();
  last->weight.mul_(scale);
  last->bias.mul_(scale);
  return network;
}

std::vector<float> values_of(const torch::Tensor& tensor) {
  const torch::Tensor flat = tensor.contiguous();
  return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

struct RowsAndScores {
  std::vector<float> rows, scores;  // scores: libtorch's softmax
};
RowsAndScores expected_of(Network& network, const NetworkShape& shape, int rows) {
  const torch::NoGradGuard no_gradients;
  const torch::Tensor x = torch::rand({rows, shape.channels, shape.width});
  return {values_of(x), values_of(network->forward(x).softmax(1))};
}

infer::Shape row_of(const NetworkShape& shape) {
  return {shape.channels, shape.width};
}

Graph written_and_read(const Graph& graph) {
  return infer::parse_onnx(infer::to_onnx(graph), "exported");
}

class Exported : public ::testing::TestWithParam<std::string_view> {
 protected:
  void compare(const NetworkShape& shape) const {
    Network network = used_network(GetParam(), shape);
    const Graph graph = graph_of(network, row_of(shape), {});
    Graph folded = graph;
    infer::fold_affine(folded);
    for (const int rows : {1, 7}) {
      const RowsAndScores expected = expected_of(network, shape, rows);
      EXPECT_THAT(scores_of(written_and_read(graph), expected.rows, {}),
                  Pointwise(FloatNear(1e-5F), expected.scores));
      EXPECT_THAT(scores_of(written_and_read(folded), expected.rows, {}),
                  Pointwise(FloatNear(1e-5F), expected.scores));
    }
  }
};

TEST_P(Exported, GivesLibtorchsProbabilities) {
  compare({std::max(network_kind(GetParam()).channels, 1), 187, 5});
}

TEST_P(Exported, TakesRowsOfSeveralChannels) {
  const int channels = network_kind(GetParam()).channels;
  compare({channels > 0 ? channels : 3, 150, 2});
}

std::vector<std::string_view> all_networks() {
  std::vector<std::string_view> names;
  for (const NetworkKind& kind : network_kinds()) names.push_back(kind.name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Learn, Exported, ::testing::ValuesIn(all_networks()), [](const auto& each) {
  std::string name(each.param);
  std::ranges::replace(name, '-', '_');  // a test's name takes no hyphen
  return name;
});

using infer::testing::OnnxRuntime;

TEST_F(OnnxRuntime, GivesLibtorchsProbabilities) {
  const NetworkShape shape{1, 187, 5};
  for (const char* name : {"seed", "small"}) {
    Network network = used_network(name, shape);
    Graph graph = graph_of(network, row_of(shape), {});
    const RowsAndScores expected = expected_of(network, shape, 7);
    EXPECT_THAT(peer_scores(graph, expected.rows), Pointwise(FloatNear(1e-5F), expected.scores)) << name;
    infer::fold_affine(graph);
    EXPECT_THAT(peer_scores(graph, expected.rows), Pointwise(FloatNear(1e-5F), expected.scores)) << name;
  }
}

TEST(Export, FoldingLeavesNoBatchNorm) {
  Graph graph = graph_of(used_network("small", {1, 187, 5}), {1, 187}, {});
  const auto norms = [&] {
    return std::ranges::count_if(graph.nodes,
                                 [](const infer::Node& node) { return node.op == infer::Op::batch_norm; });
  };
  EXPECT_EQ(norms(), 13) << "1 of the stem, 3 of each block";
  infer::fold_affine(graph);
  EXPECT_EQ(norms(), 0);
}

// 8 bits: a probability moves by hundredths, not by tenths.
TEST(Export, Int8AgreesLoosely) {
  const NetworkShape shape{1, 187, 5};
  Network network = used_network("seed", shape);
  const Graph graph =
      infer::quantize(graph_of(network, row_of(shape), {}), expected_of(network, shape, 64).rows);
  const RowsAndScores expected = expected_of(network, shape, 50);
  EXPECT_THAT(scores_of(written_and_read(graph), expected.rows, {}),
              Pointwise(FloatNear(0.1F), expected.scores));
}

TEST(Export, LayersAreCalledAsTheStagesAre) {
  const Graph graph = graph_of(used_network("kachuee", {1, 187, 5}), {1, 187}, {});
  std::vector<std::string> names;
  for (const infer::Node& node : graph.nodes)
    if (node.op == infer::Op::convolution) names.push_back(node.name);
  EXPECT_EQ(std::vector<std::string>(names.begin(), names.begin() + 3),
            (std::vector<std::string>{"conv0", "block1.body.conv1", "block1.body.conv2"}));
}

TEST(Export, TheFileCarriesTheModelsRecord) {
  const testing::TemporaryFolder folder;
  const ModelRecord record{{"left", "middle", "right"},    "toy", 1, 187, 120, testing::toy_options("small"),
                           {{"split", "toy"}, {"rows", 7}}};
  write_model(folder / "model.safetensors", used_network("small", {1, 187, 3}), record);
  const Graph graph = written_and_read(TrainedModel::load(folder.path()).to_graph());
  ASSERT_TRUE(graph.card.has_value());
  const infer::ModelCard& card = *graph.card;
  EXPECT_EQ(card, card_of(record));
  EXPECT_EQ(card.name, "small");
  EXPECT_EQ(card.recipe, "toy");
  EXPECT_EQ(card.classes, record.classes);
  EXPECT_EQ(card.width, 187);
  EXPECT_EQ(card.rate, 120);
  const auto training = nlohmann::json::parse(card.training);
  EXPECT_EQ(training["rows"], 7);
  EXPECT_EQ(training["options"], options_to_json(record.options));
}

// What has no counterpart is named, not left out.
TEST(Export, RefusesWhatItDoesNotKnow) {
  const auto error = [](auto stage) -> std::string {
    Network network;
    network->push_back("odd", stage);
    try {
      graph_of(network, {1, 20}, {});
    } catch (const Error& fault) {
      return fault.what();
    }
    return "no error";
  };
  using namespace torch::nn;
  EXPECT_THAT(error(Tanh()), HasSubstr("stage 'odd' (torch::nn::TanhImpl) cannot be exported"));
  EXPECT_THAT(error(MaxPool1d(MaxPool1dOptions(3).ceil_mode(true))), HasSubstr("with ceil_mode"));
  EXPECT_THAT(error(AvgPool1d(AvgPool1dOptions(3).padding(1).count_include_pad(false))),
              HasSubstr("padding not counted"));
  EXPECT_THAT(error(Conv1d(Conv1dOptions(1, 1, 3).padding_mode(torch::kCircular))),
              HasSubstr("a padding other than zeros"));
  EXPECT_THAT(error(BatchNorm1d(BatchNorm1dOptions(1).affine(false))), HasSubstr("no scale"));
}

}  // namespace
}  // namespace rwave::learn
