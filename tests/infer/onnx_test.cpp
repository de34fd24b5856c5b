// ONNX files: written and read back, read from other programs' forms, refused where they are wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "infer/levels.h"
#include "infer/networks.h"
#include "infer/onnx/proto.h"
#include "infer/onnx_read.h"
#include "infer/onnx_write.h"
#include "infer/quantize.h"
#include "infer/random_graph.h"
#include "rwave/error.h"
#include "support/support.h"

namespace rwave::infer {
namespace {

using namespace testing;
using ::testing::HasSubstr;

ModelCard some_card() {
  ModelCard card;
  card.name = "seed";
  card.recipe = "kaggle";
  card.normalisation = "minmax";
  card.rate = 120;
  card.width = 187;
  card.classes = {"N", "S", "V", "F", "Q"};
  card.training = R"({"seed":1,"split":"kaggle"})";
  return card;
}

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

// A file as another program would write it, for changing one thing at a time.
onnx::ModelProto small_model() {
  GraphBuilder builder({1, 8});
  Random random(3);
  RandomLayers layers{builder, random};
  const Layer x = builder.relu(layers.convolution(builder.input(), "conv", 1, 2, 3));
  const Graph graph = builder.finish(layers.linear(builder.flatten(x), "fc", 12, 3));
  onnx::ModelProto model;
  EXPECT_TRUE(model.ParseFromString(to_onnx(graph)));
  return model;
}

std::string bytes_of(const onnx::ModelProto& model) {
  return model.SerializeAsString();
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

struct Fault {
  std::string name;
  std::function<void(onnx::ModelProto&)> damage;
  std::string message;  // part of it
};

onnx::NodeProto& node_of(onnx::ModelProto& model, const std::string& name) {
  for (onnx::NodeProto& node : *model.mutable_graph()->mutable_node())
    if (node.name() == name) return node;
  throw std::logic_error(name);
}

onnx::TensorProto& tensor_of(onnx::ModelProto& model, const std::string& name) {
  for (onnx::TensorProto& tensor : *model.mutable_graph()->mutable_initializer())
    if (tensor.name() == name) return tensor;
  throw std::logic_error(name);
}

std::vector<Fault> faults() {
  using Model = onnx::ModelProto;
  const auto attribute = [](Model& m, const char* node, const char* name) -> onnx::AttributeProto& {
    for (onnx::AttributeProto& one : *node_of(m, node).mutable_attribute())
      if (one.name() == name) return one;
    throw std::logic_error(name);
  };
  const auto input_shape = [](Model& m) {
    return m.mutable_graph()->mutable_input(0)->mutable_type()->mutable_tensor_type()->mutable_shape();
  };
  return {
      {"UnknownOperator", [](Model& m) { node_of(m, "conv").set_op_type("Einsum"); },
       "operator Einsum is not known"},
      {"ForeignDomain", [](Model& m) { node_of(m, "conv").set_domain("com.acme"); },
       "operator com.acme.Conv is not known"},
      {"UnknownAttribute", [](Model& m) { node_of(m, "conv").add_attribute()->set_name("mystery"); },
       "attribute mystery is not known"},
      {"TwoDimensionalStride", [=](Model& m) { attribute(m, "conv", "strides").add_ints(1); },
       "one-dimensional"},
      {"NegativeStride", [=](Model& m) { attribute(m, "conv", "strides").set_ints(0, -1); }, "stride -1"},
      {"AbsurdPadding", [=](Model& m) { attribute(m, "conv", "pads").set_ints(0, std::int64_t{1} << 60); },
       "absurd"},
      {"AbsurdDilation",
       [=](Model& m) { attribute(m, "conv", "dilations").set_ints(0, std::int64_t{1} << 62); }, "dilation"},
      {"KernelLongerThanTheRow", [=](Model& m) { input_shape(m)->mutable_dim(2)->set_dim_value(2); },
       "does not fit"},
      {"MissingWeights", [](Model& m) { m.mutable_graph()->mutable_initializer()->DeleteSubrange(0, 1); },
       "the file holds none of that name"},
      {"WeightsCutShort", [](Model& m) { tensor_of(m, "fc.weight").mutable_raw_data()->resize(40); },
       "40 bytes of values"},
      {"AbsurdShapeOfWeights",
       [](Model& m) {
         tensor_of(m, "fc.weight").set_dims(0, std::int64_t{1} << 40);
         tensor_of(m, "fc.weight").set_dims(1, std::int64_t{1} << 40);
       },
       "absurd"},
      {"NegativeShapeOfWeights", [](Model& m) { tensor_of(m, "fc.weight").set_dims(0, -3); }, "absurd"},
      {"WeightsOfAnotherShape",
       [](Model& m) {
         tensor_of(m, "fc.weight").set_dims(0, 4);
         tensor_of(m, "fc.weight").set_dims(1, 9);
       },
       "does not fit 12 features"},
      {"WeightsInDoubles",
       [](Model& m) { tensor_of(m, "fc.weight").set_data_type(onnx::TensorProto::DOUBLE); }, "element type"},
      {"WeightsElsewhere",
       [](Model& m) { tensor_of(m, "fc.weight").set_data_location(onnx::TensorProto::EXTERNAL); },
       "another file"},
      {"OpenLength", [=](Model& m) { input_shape(m)->mutable_dim(2)->set_dim_param("n"); }, "left open"},
      {"ImageInput", [=](Model& m) { input_shape(m)->add_dim()->set_dim_value(3); }, "4 dimensions"},
      {"NoInput", [](Model& m) { m.mutable_graph()->clear_input(); }, "no input"},
      {"TwoOutputs", [](Model& m) { *m.mutable_graph()->add_output() = m.graph().input(0); }, "2 outputs"},
      {"OutputFromNowhere", [](Model& m) { m.mutable_graph()->mutable_output(0)->set_name("ghost"); },
       "\"ghost\""},
      {"OldOpset", [](Model& m) { m.mutable_opset_import(0)->set_version(7); }, "opset 7"},
      {"CircularNodes", [](Model& m) { node_of(m, "conv").set_input(0, "fc.out"); },
       "neither the graph's input"},
      {"NodesInWrongOrder", [](Model& m) { m.mutable_graph()->mutable_node()->SwapElements(0, 1); },
       "neither the graph's input"},
      {"NameGivenTwice", [](Model& m) { node_of(m, "conv").set_output(0, "rows"); }, "named twice"},
      {"EmptyModel", [](Model& m) { m.Clear(); }, "no ONNX model"},
      {"CardThatIsNoJson",
       [](Model& m) {
         onnx::StringStringEntryProto& entry = *m.add_metadata_props();
         entry.set_key("rwave.card");
         entry.set_value("{\"version\": ");
       },
       "model card"},
      {"CardOfAnotherNetwork",
       [](Model& m) {
         onnx::StringStringEntryProto& entry = *m.add_metadata_props();
         entry.set_key("rwave.card");
         entry.set_value(to_text(some_card()));
       },
       "rows of 1 x 187 samples, its graph takes 8"},
  };
}

class Damaged : public ::testing::TestWithParam<Fault> {};

TEST_P(Damaged, IsRefusedWithTheReason) {
  onnx::ModelProto model = small_model();
  GetParam().damage(model);
  try {
    parse_onnx(bytes_of(model), "broken.onnx");
    FAIL() << "accepted";
  } catch (const Error& fault) {
    EXPECT_EQ(fault.file(), "broken.onnx");
    EXPECT_THAT(fault.what(), HasSubstr(GetParam().message));
  }
}

INSTANTIATE_TEST_SUITE_P(Onnx, Damaged, ::testing::ValuesIn(faults()),
                         [](const auto& each) { return each.param.name; });

TEST(Onnx, BytesThatAreNoProtobufAreRefused) {
  for (const std::string& bytes : {std::string("\xff\xff\xff\xff"), std::string(1000, 'x'), std::string()})
    EXPECT_THROW(parse_onnx(bytes, "noise"), Error);
  EXPECT_THROW(read_onnx("/nowhere/model.onnx"), Error);
}

// Cut anywhere, a file is refused or, where only trailing fields are lost, read: never more than that.
TEST(Onnx, FilesCutShortNeverCrash) {
  const std::string bytes = bytes_of(small_model());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    try {
      parse_onnx(std::string_view(bytes).substr(0, length), "cut");
    } catch (const Error& fault) {
      EXPECT_EQ(fault.file(), "cut");
    }
  }
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
