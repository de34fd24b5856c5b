// ONNX files: written and read back, and read from other programs' forms.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "infer/levels.h"
#include "infer/networks.h"
#include "infer/onnx/proto.h"
#include "infer/onnx_model.h"
#include "infer/onnx_read.h"
#include "infer/onnx_write.h"
#include "infer/quantize.h"
#include "infer/random_graph.h"
#include "rwave/error.h"
#include "support/support.h"

namespace rwave::infer {
namespace {

using namespace testing;

void expect_same(const Graph& a, const Graph& b) {
  EXPECT_EQ(a.input.name, b.input.name);
  EXPECT_EQ(a.input.shape, b.input.shape);
  EXPECT_EQ(a.output.name, b.output.name);
  EXPECT_EQ(a.output.shape, b.output.shape);
  EXPECT_EQ(a.card, b.card);
  ASSERT_EQ(a.nodes.size(), b.nodes.size());
  for (std::size_t i = 0; i < a.nodes.size(); ++i) {
    EXPECT_EQ(a.nodes[i].op, b.nodes[i].op);
    EXPECT_EQ(a.nodes[i].name, b.nodes[i].name);
    EXPECT_EQ(a.nodes[i].inputs, b.nodes[i].inputs);
    EXPECT_EQ(a.nodes[i].output, b.nodes[i].output);
  }
  ASSERT_EQ(a.constants.size(), b.constants.size());
  for (const auto& [name, tensor] : a.constants) {
    const Tensor& other = b.constants.at(name);
    EXPECT_EQ(tensor.shape, other.shape) << name;
    EXPECT_EQ(tensor.bytes, other.bytes) << name;
    EXPECT_EQ(tensor.scales, other.scales) << name;
  }
}

TEST(Onnx, WhatIsWrittenIsReadBack) {
  Graph graph = residual_network(2);
  graph.card = some_card();
  expect_same(parse_onnx(to_onnx(graph), "memory"), graph);
}

TEST(Onnx, AFileToo) {
  const ::rwave::testing::TemporaryFolder folder;
  const Graph graph = kachuee_network(2);
  write_onnx(folder / "model.onnx", graph);
  expect_same(read_onnx(folder / "model.onnx"), graph);
}

TEST(Onnx, Int8WeightsStayInt8) {
  Random random(1);
  const Graph graph = quantize(kachuee_network(2), random_rows(random, 4, 187));
  expect_same(parse_onnx(to_onnx(graph), "memory"), graph);
}

TEST(Onnx, RandomGraphsComputeTheSameAfterwards) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    const Graph graph = RandomGraph(seed).make();
    Random random(seed);
    const auto width = static_cast<std::size_t>(graph.input.shape[0] * graph.input.shape[1]);
    const std::vector<float> rows = random_values(random, 2 * width, 1);
    ASSERT_EQ(scores_of(parse_onnx(to_onnx(graph), "memory"), rows, {}), scores_of(graph, rows, {}));
  }
}

TEST(Onnx, EqualGraphsGiveEqualBytes) {
  EXPECT_EQ(to_onnx(kachuee_network(2)), to_onnx(kachuee_network(2)));
}

const std::vector<float> small_row = {0.1F, 0.9F, 0.3F, 0.2F, 0.8F, 0.5F, 0.4F, 0.6F};

TEST(Onnx, IdentityDropoutAndConstantVanish) {
  onnx::ModelProto model = small_model();
  onnx::GraphProto& graph = *model.mutable_graph();
  // The bias of the first layer comes from a Constant, its result passes an Identity and a Dropout.
  onnx::NodeProto constant;
  constant.set_op_type("Constant");
  constant.add_output("made");
  onnx::AttributeProto& value = *constant.add_attribute();
  value.set_name("value");
  value.set_type(onnx::AttributeProto::TENSOR);
  for (int i = 0; i < graph.initializer_size(); ++i)
    if (graph.initializer(i).name() == "conv.bias") *value.mutable_t() = graph.initializer(i);
  std::vector<onnx::NodeProto> nodes{constant};
  for (const onnx::NodeProto& node : graph.node()) {
    nodes.push_back(node);
    if (node.name() != "conv") continue;
    nodes.back().set_input(2, "made");
    nodes.back().set_output(0, "first");
    for (const auto& [type, in, out] :
         {std::tuple{"Identity", "first", "second"}, {"Dropout", "second", "conv.out"}}) {
      onnx::NodeProto& between = nodes.emplace_back();
      between.set_op_type(type);
      between.add_input(in);
      between.add_output(out);
    }
  }
  graph.clear_node();
  for (const onnx::NodeProto& node : nodes) *graph.add_node() = node;
  const Graph read = parse_onnx(bytes_of(model), "memory");
  EXPECT_EQ(read.nodes.size(), 4U);
  EXPECT_EQ(scores_of(read, small_row, {}),
            scores_of(parse_onnx(bytes_of(small_model()), "memory"), small_row, {}));
}

TEST(Onnx, ABatchOfFixedSizeIsTakenAsFree) {
  onnx::ModelProto model = small_model();
  model.mutable_graph()
      ->mutable_input(0)
      ->mutable_type()
      ->mutable_tensor_type()
      ->mutable_shape()
      ->mutable_dim(0)
      ->set_dim_value(1);
  EXPECT_EQ(parse_onnx(bytes_of(model), "memory").input.shape, (Shape{1, 8}));
}

TEST(Onnx, WeightsInTypedListsAreReadToo) {
  onnx::ModelProto model = small_model();
  for (onnx::TensorProto& tensor : *model.mutable_graph()->mutable_initializer()) {
    std::vector<float> values(tensor.raw_data().size() / 4);
    std::memcpy(values.data(), tensor.raw_data().data(), tensor.raw_data().size());
    tensor.clear_raw_data();
    for (const float value : values) tensor.add_float_data(value);
  }
  EXPECT_EQ(scores_of(parse_onnx(bytes_of(model), "memory"), small_row, {}),
            scores_of(parse_onnx(bytes_of(small_model()), "memory"), small_row, {}));
}

// The forms of DequantizeLinear that other programs write for weights: by output channel, one scale for all,
// with a zero point, along the other axis. All must mean what ONNX says.
TEST(Onnx, QuantizedWeightsOfEveryForm) {
  struct Form {
    int axis;
    std::vector<float> scales;
    std::vector<std::int8_t> zero_points;
    std::vector<float> expected;  // of row (1, 10) with weight rows (1 2), (3 4)
  };
  const std::vector<Form> forms = {{0, {1, 0.5F}, {}, {21, 21.5F}},
                                   {0, {2}, {}, {42, 86}},
                                   {0, {1, 0.5F}, {1, 1}, {10, 16}},
                                   {1, {1, 0.5F}, {}, {11, 23}}};
  for (const Form& form : forms) {
    onnx::ModelProto model;
    model.add_opset_import()->set_version(13);
    onnx::GraphProto& graph = *model.mutable_graph();
    auto& type = *graph.add_input()->mutable_type()->mutable_tensor_type();
    graph.mutable_input(0)->set_name("x");
    type.set_elem_type(onnx::TensorProto::FLOAT);
    type.mutable_shape()->add_dim();
    type.mutable_shape()->add_dim()->set_dim_value(2);
    graph.add_output()->set_name("y");
    onnx::TensorProto& values = *graph.add_initializer();
    values.set_name("q");
    values.set_data_type(onnx::TensorProto::INT8);
    values.add_dims(2);
    values.add_dims(2);
    for (const int value : {1, 2, 3, 4}) values.add_int32_data(value);
    onnx::TensorProto& scales = *graph.add_initializer();
    scales.set_name("s");
    scales.set_data_type(onnx::TensorProto::FLOAT);
    if (form.scales.size() > 1) scales.add_dims(2);
    for (const float scale : form.scales) scales.add_float_data(scale);
    onnx::NodeProto& weights = *graph.add_node();
    weights.set_op_type("DequantizeLinear");
    for (const char* input : {"q", "s"}) weights.add_input(input);
    weights.add_output("w");
    if (!form.zero_points.empty()) {
      onnx::TensorProto& zeros = *graph.add_initializer();
      zeros.set_name("z");
      zeros.set_data_type(onnx::TensorProto::INT8);
      zeros.add_dims(2);
      for (const int zero : form.zero_points) zeros.add_int32_data(zero);
      weights.add_input("z");
    }
    onnx::AttributeProto& axis = *weights.add_attribute();
    axis.set_name("axis");
    axis.set_type(onnx::AttributeProto::INT);
    axis.set_i(form.axis);
    onnx::NodeProto& gemm = *graph.add_node();
    gemm.set_op_type("Gemm");
    for (const char* input : {"x", "w"}) gemm.add_input(input);
    gemm.add_output("y");
    onnx::AttributeProto& transposed = *gemm.add_attribute();
    transposed.set_name("transB");
    transposed.set_type(onnx::AttributeProto::INT);
    transposed.set_i(1);
    EXPECT_EQ(scores_of(parse_onnx(bytes_of(model), "memory"), {1, 10}, {}), form.expected);
  }
}

TEST(ModelCard, RefusesWhatIsMissingOrAbsurd) {
  const std::string good = to_text(some_card());
  EXPECT_EQ(card_of(good, "m"), some_card());
  nlohmann::json card = nlohmann::json::parse(good);
  const auto refused = [&](const char* field, const nlohmann::json& value) {
    nlohmann::json changed = card;
    changed[field] = value;
    EXPECT_THROW(card_of(changed.dump(), "m"), Error) << field << ' ' << value;
  };
  refused("version", 2);
  refused("width", 0);
  refused("width", "187");
  refused("rate", -1);
  refused("rate", nullptr);
  refused("classes", nlohmann::json::array());
  refused("classes", {"N", "N"});
  refused("recipe", 3);
  refused("training", "text");
  card.erase("recipe");
  EXPECT_THROW(card_of(card.dump(), "m"), Error);
}

}  // namespace
}  // namespace rwave::infer
