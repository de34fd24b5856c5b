#include "infer/onnx_read.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <google/protobuf/io/zero_copy_stream_impl.h>
#include <unistd.h>

#include <cerrno>
#include <set>
#include <system_error>

#include "infer/onnx/nodes.h"
#include "infer/onnx/tensors.h"
#include "infer/shapes.h"
#include "rwave/error.h"

namespace rwave::infer {
namespace {

constexpr std::int64_t oldest_opset = 9;
constexpr const char* card_key = "rwave.card";

void check_version(const onnx::ModelProto& model) {
  for (const onnx::OperatorSetIdProto& set : model.opset_import())
    if (set.domain().empty() && set.version() < oldest_opset)
      throw Error(fmt::format("opset {}; expected {} or newer", set.version(), oldest_opset));
  if (model.opset_import_size() == 0 || !model.has_graph())
    throw Error("no graph in it: this is no ONNX model");
  if (model.graph().sparse_initializer_size() > 0) throw Error("sparse weights are not known");
}

// The shape of one row: the dimensions after the first.
Shape row_shape(const onnx::ValueInfoProto& value) {
  const onnx::TypeProto::Tensor& type = value.type().tensor_type();
  if (type.elem_type() != onnx::TensorProto::FLOAT)
    throw Error(fmt::format("input \"{}\": expected float32", value.name()));
  const auto& dims = type.shape().dim();
  if (dims.size() < 2 || dims.size() > 3)
    throw Error(
        fmt::format("input \"{}\": {} dimensions; expected (batch, channels, length) or (batch, features)",
                    value.name(), dims.size()));
  Shape shape;
  for (int i = 1; i < dims.size(); ++i) {
    // All shapes are fixed when the network is planned, so that running it needs no allocation.
    if (!dims[i].has_dim_value())
      throw Error(
          fmt::format("input \"{}\": dimension {} is left open; only the batch may be", value.name(), i));
    shape.push_back(dims[i].dim_value());
  }
  return shape;
}

void read_input(const onnx::GraphProto& proto, Graph& graph) {
  const onnx::ValueInfoProto* input = nullptr;
  for (const onnx::ValueInfoProto& value : proto.input()) {
    if (graph.constants.contains(value.name())) continue;  // older files list weights as inputs too
    if (input)
      throw Error(fmt::format("inputs \"{}\" and \"{}\"; expected one", input->name(), value.name()));
    input = &value;
  }
  if (!input) throw Error("no input; expected one");
  graph.input = {input->name(), row_shape(*input)};
}

// Constants that no node takes, such as the scales that have become part of nodes.
void drop_unused(Graph& graph) {
  const auto uses = count_uses(graph);
  std::erase_if(graph.constants, [&](const auto& entry) { return !uses.contains(entry.first); });
}

Graph graph_of(onnx::ModelProto& model, std::string_view name) {
  check_version(model);
  onnx::GraphProto& proto = *model.mutable_graph();
  Graph graph;
  // Taken out of the message and not copied: weights are most of a file, and would be in memory
  // twice.
  for (onnx::TensorProto& tensor : *proto.mutable_initializer())
    if (!graph.constants.emplace(tensor.name(), take_tensor(tensor)).second)
      throw Error(fmt::format("tensor \"{}\" is there twice", tensor.name()));
  read_input(proto, graph);
  if (proto.node_size() > static_cast<int>(max_nodes))
    throw Error(fmt::format("{} nodes; expected at most {}", proto.node_size(), max_nodes));
  NodeReader reader(graph);
  for (onnx::NodeProto& node : *proto.mutable_node()) reader.read(node);
  if (proto.output_size() != 1) throw Error(fmt::format("{} outputs; expected one", proto.output_size()));
  graph.output.name = reader.resolve(proto.output(0).name());
  drop_unused(graph);
  // The shapes that the file states for inner values are not read: they are computed, and cannot be
  // wrong.
  graph.output.shape = infer_shapes(graph).at(graph.output.name);
  for (const onnx::StringStringEntryProto& entry : model.metadata_props())
    if (entry.key() == card_key) graph.card = card_of(entry.value(), name);
  check_card(graph, name);
  return graph;
}

// Every fault below here is this file's.
Graph checked_graph_of(onnx::ModelProto& model, std::string_view name) {
  try {
    return graph_of(model, name);
  } catch (const Error& fault) {
    if (!fault.file().empty()) throw;
    throw Error(name, fault.what());
  }
}

}  // namespace

Graph read_onnx(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw Error(file.string(), "cannot be read: " + std::generic_category().message(errno));
  // Parsed as it is read: the file's bytes and the model's side by side would double the memory.
  google::protobuf::io::FileInputStream stream(fd);
  stream.SetCloseOnDelete(true);
  onnx::ModelProto model;
  const bool parsed = model.ParseFromZeroCopyStream(&stream);
  if (stream.GetErrno() != 0)
    throw Error(file.string(), "cannot be read: " + std::generic_category().message(stream.GetErrno()));
  if (!parsed && file.extension() == ".safetensors")
    throw Error(file.string(), "a trained network: 'rwave export' makes an ONNX file of it");
  if (!parsed) throw Error(file.string(), "not an ONNX file, or damaged: its protobuf does not parse");
  return checked_graph_of(model, file.string());
}

Graph parse_onnx(std::string_view bytes, std::string_view name) {
  onnx::ModelProto model;
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()) ||
      !model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    throw Error(name, "not an ONNX file, or damaged: its protobuf does not parse");
  return checked_graph_of(model, name);
}

}  // namespace rwave::infer
