#include "infer/onnx_write.h"

#include <fmt/format.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <set>

#include "base/output_file.h"
#include "infer/onnx/attributes.h"
#include "infer/onnx/tensors.h"
#include "infer/ops/operator.h"
#include "infer/shapes.h"
#include "rwave/error.h"

namespace rwave::infer {
namespace {

constexpr int opset = 13;
// The one that came with opset 13.
constexpr int ir_version = 7;

onnx::NodeProto& add_node(onnx::GraphProto& to, const std::string& name, std::string_view type,
                          std::initializer_list<std::string> inputs, const std::string& output) {
  onnx::NodeProto& node = *to.add_node();
  node.set_name(name);
  node.set_op_type(std::string(type));
  for (const std::string& input : inputs) node.add_input(input);
  node.add_output(output);
  return node;
}

// int8 weights: the values, their scales, and the node that says what they mean.
void add_constant(const std::string& name, const Tensor& tensor, onnx::GraphProto& to) {
  if (tensor.scales.empty()) return fill_tensor(tensor, name, *to.add_initializer());
  const std::vector<std::int64_t> shape{static_cast<std::int64_t>(tensor.scales.size())};
  fill_tensor(tensor, name + ".int8", *to.add_initializer());
  fill_tensor(Tensor::of(shape, std::span<const float>(tensor.scales)), name + ".scales",
              *to.add_initializer());
  onnx::NodeProto& node =
      add_node(to, name + ".dequantize", "DequantizeLinear", {name + ".int8", name + ".scales"}, name);
  AttributeWriter(node).integer("axis", 0);
}

// Our one node becomes the pair that ONNX has for it, so that other runtimes find their own int8
// form.
void add_rounding(const Node& node, onnx::GraphProto& to) {
  const std::string scale = node.output + ".scale", zero_point = node.output + ".zero_point";
  fill_tensor(Tensor::of({}, std::span<const float>(&node.attributes.scale, 1)), scale,
              *to.add_initializer());
  const Tensor zero{
      ElementType::uint8, {}, std::string(1, static_cast<char>(node.attributes.zero_point)), {}};
  fill_tensor(zero, zero_point, *to.add_initializer());
  const std::string rounded = node.output + ".uint8";
  add_node(to, node.name + ".quantize", "QuantizeLinear", {node.inputs[0], scale, zero_point}, rounded);
  add_node(to, node.name, "DequantizeLinear", {rounded, scale, zero_point}, node.output);
}

void add_value(const Value& value, onnx::ValueInfoProto& to) {
  to.set_name(value.name);
  onnx::TypeProto::Tensor& type = *to.mutable_type()->mutable_tensor_type();
  type.set_elem_type(onnx::TensorProto::FLOAT);
  type.mutable_shape()->add_dim()->set_dim_param("batch");
  for (const std::int64_t extent : value.shape) type.mutable_shape()->add_dim()->set_dim_value(extent);
}

onnx::ModelProto model_of(const Graph& graph) {
  infer_shapes(graph);  // throws where the graph makes no sense
  onnx::ModelProto model;
  model.set_ir_version(ir_version);
  model.set_producer_name("rwave");
  model.add_opset_import()->set_version(opset);
  std::set<std::string_view> domains;
  for (const Node& node : graph.nodes) domains.insert(operator_of(node.op).domain);
  domains.erase("");
  // Trees are of another domain (ai.onnx.ml), whose version must be stated with it.
  for (const std::string_view domain : domains) {
    onnx::OperatorSetIdProto& set = *model.add_opset_import();
    set.set_domain(std::string(domain));
    set.set_version(1);
  }
  onnx::GraphProto& to = *model.mutable_graph();
  to.set_name(graph.card ? graph.card->name : "network");
  add_value(graph.input, *to.add_input());
  add_value(graph.output, *to.add_output());
  for (const auto& [name, tensor] : graph.constants) add_constant(name, tensor, to);
  for (const Node& node : graph.nodes) {
    if (node.op == Op::quantize) {
      add_rounding(node, to);
      continue;
    }
    onnx::NodeProto& proto = add_node(to, node.name, name_of(node.op), {}, node.output);
    if (!operator_of(node.op).domain.empty()) proto.set_domain(std::string(operator_of(node.op).domain));
    for (const std::string& input : node.inputs) proto.add_input(input);
    if (const auto write = operator_of(node.op).write) {
      AttributeWriter writer(proto);
      write(writer, node, graph);
    }
  }
  if (graph.card) {
    onnx::StringStringEntryProto& entry = *model.add_metadata_props();
    entry.set_key("rwave.card");
    entry.set_value(to_text(*graph.card));
  }
  return model;
}

}  // namespace

std::string to_onnx(const Graph& graph) {
  const onnx::ModelProto model = model_of(graph);
  std::string bytes;
  if (model.ByteSizeLong() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
    throw Error("the network passes the 2 GB that an ONNX file can hold");
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  // The same network gives the same bytes: files are compared by checksum.
  coded.SetSerializationDeterministic(true);
  model.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

void write_onnx(const std::filesystem::path& file, const Graph& graph) {
  write_file(file, to_onnx(graph));
}

}  // namespace rwave::infer
