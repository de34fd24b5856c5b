#include "infer/graph_builder.h"

#include <fmt/format.h>

#include "infer/shapes.h"
#include "rwave/error.h"

namespace rwave::infer {
namespace {

Tensor vector_of(std::span<const float> values) {
  return Tensor::of({static_cast<std::int64_t>(values.size())}, values);
}

Attributes window_attributes(const Window& window) {
  Attributes attributes;
  attributes.stride = window.stride;
  attributes.pad_begin = window.pad_begin;
  attributes.pad_end = window.pad_end;
  attributes.dilation = window.dilation;
  return attributes;
}

}  // namespace

GraphBuilder::GraphBuilder(Shape row_shape) {
  graph_.input = {"rows", std::move(row_shape)};
}

// Constants are named after their layer, as PyTorch names parameters: whoever opens the file
// elsewhere finds the layers that the training printed.
std::string GraphBuilder::constant(const std::string& name, Tensor tensor) {
  if (!graph_.constants.emplace(name, std::move(tensor)).second)
    throw Error(fmt::format("two layers of one network are called \"{}\"", name.substr(0, name.rfind('.'))));
  return name;
}

Layer GraphBuilder::append(Op op, const std::string& name, std::vector<std::string> inputs,
                           const Attributes& attributes) {
  graph_.nodes.push_back({op, name, std::move(inputs), name + ".out", attributes});
  return {graph_.nodes.back().output};
}

// Layers without weights have no name in a network; the number in the graph keeps their results
// apart.
Layer GraphBuilder::append(Op op, std::vector<std::string> inputs, const Attributes& attributes) {
  return append(op, fmt::format("{}_{}", name_of(op), graph_.nodes.size()), std::move(inputs), attributes);
}

Layer GraphBuilder::convolution(const Layer& x, const std::string& name, Tensor weight,
                                std::span<const float> bias, const Window& window, std::int64_t group) {
  Attributes attributes = window_attributes(window);
  attributes.group = group;
  if (weight.shape.size() == 3) attributes.kernel = weight.shape[2];
  std::vector<std::string> inputs{x.name, constant(name + ".weight", std::move(weight))};
  if (!bias.empty()) inputs.push_back(constant(name + ".bias", vector_of(bias)));
  return append(Op::convolution, name, std::move(inputs), attributes);
}

Layer GraphBuilder::batch_norm(const Layer& x, const std::string& name, std::span<const float> scale,
                               std::span<const float> shift, std::span<const float> mean,
                               std::span<const float> variance, float epsilon) {
  Attributes attributes;
  attributes.epsilon = epsilon;
  return append(
      Op::batch_norm, name,
      {x.name, constant(name + ".scale", vector_of(scale)), constant(name + ".shift", vector_of(shift)),
       constant(name + ".mean", vector_of(mean)), constant(name + ".variance", vector_of(variance))},
      attributes);
}

Layer GraphBuilder::linear(const Layer& x, const std::string& name, Tensor weight,
                           std::span<const float> bias) {
  Attributes attributes;
  // PyTorch's Linear has weights (out, in), which is Gemm with transB.
  attributes.transpose_weight = true;
  std::vector<std::string> inputs{x.name, constant(name + ".weight", std::move(weight))};
  if (!bias.empty()) inputs.push_back(constant(name + ".bias", vector_of(bias)));
  return append(Op::gemm, name, std::move(inputs), attributes);
}

Layer GraphBuilder::relu(const Layer& x) {
  return append(Op::relu, {x.name});
}

Layer GraphBuilder::sigmoid(const Layer& x) {
  return append(Op::sigmoid, {x.name});
}

Layer GraphBuilder::softmax(const Layer& x) {
  return append(Op::softmax, {x.name});
}

Layer GraphBuilder::max_pool(const Layer& x, std::int64_t kernel, const Window& window) {
  Attributes attributes = window_attributes(window);
  attributes.kernel = kernel;
  return append(Op::max_pool, {x.name}, attributes);
}

Layer GraphBuilder::average_pool(const Layer& x, std::int64_t kernel, const Window& window) {
  Attributes attributes = window_attributes(window);
  attributes.kernel = kernel;
  // As PyTorch's average pool has it by default; ONNX's default is the other one.
  attributes.count_include_pad = true;
  return append(Op::average_pool, {x.name}, attributes);
}

Layer GraphBuilder::global_max_pool(const Layer& x) {
  return append(Op::global_max_pool, {x.name});
}

Layer GraphBuilder::global_average_pool(const Layer& x) {
  return append(Op::global_average_pool, {x.name});
}

Layer GraphBuilder::add(const Layer& x, const Layer& y) {
  return append(Op::add, {x.name, y.name});
}

Layer GraphBuilder::concat(const std::vector<Layer>& parts, std::int64_t axis) {
  return node(Op::concat, parts, {.axis = axis});
}

Layer GraphBuilder::flatten(const Layer& x) {
  return append(Op::flatten, {x.name});
}

Layer GraphBuilder::node(Op op, const std::vector<Layer>& inputs, const Attributes& attributes) {
  std::vector<std::string> names;
  for (const Layer& input : inputs) names.push_back(input.name);
  return append(op, std::move(names), attributes);
}

Graph GraphBuilder::finish(const Layer& output, std::optional<ModelCard> card) {
  if (graph_.nodes.empty() || graph_.nodes.back().output != output.name)
    throw Error(fmt::format("the network's result must be its last layer, not \"{}\"", output.name));
  graph_.nodes.back().output = "scores";
  graph_.output = {"scores", {}};
  // Shapes are worked out once here, so that a network that does not fit together is refused where
  // it is made and not where its file is read.
  const Shapes shapes = infer_shapes(graph_);
  graph_.output.shape = shapes.at("scores");
  graph_.card = std::move(card);
  check_card(graph_, "the network");
  return std::move(graph_);
}

}  // namespace rwave::infer
