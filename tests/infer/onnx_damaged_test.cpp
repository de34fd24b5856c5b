// ONNX files that are damaged, one thing at a time: refused with the reason.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "infer/onnx_model.h"
#include "infer/onnx_read.h"
#include "rwave/error.h"

namespace rwave::infer {
namespace {

using namespace testing;
using ::testing::HasSubstr;

struct Fault {
  std::string name;
  std::function<void(onnx::ModelProto&)> damage;
  std::string message;  // part of it
};

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
      {"ConstantGivenTwice",
       [](Model& m) {
         for (const float value : {1.0F, 2.0F}) {
           onnx::NodeProto& node = *m.mutable_graph()->add_node();
           node.set_op_type("Constant");
           node.add_output("twice");
           onnx::AttributeProto& constant = *node.add_attribute();
           constant.set_name("value");
           constant.set_type(onnx::AttributeProto::TENSOR);
           constant.mutable_t()->set_data_type(onnx::TensorProto::FLOAT);
           constant.mutable_t()->add_float_data(value);
         }
       },
       "\"twice\" is named twice"},
      {"IdentityGivenTwice",
       [](Model& m) {
         for (const char* input : {"rows", "conv.out"}) {
           onnx::NodeProto& node = *m.mutable_graph()->add_node();
           node.set_op_type("Identity");
           node.add_input(input);
           node.add_output("twice");
         }
       },
       "\"twice\" is named twice"},
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

}  // namespace
}  // namespace rwave::infer
