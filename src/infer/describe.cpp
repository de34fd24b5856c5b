#include "infer/describe.h"

#include <nlohmann/json.hpp>

#include "infer/shapes.h"

namespace rwave::infer {
namespace {

using nlohmann::json;

// A result of `shape` takes each weight once for every position in time.
std::int64_t multiply_adds_of(const Graph& graph, const Node& node, const Shape& shape) {
  switch (node.op) {
    case Op::convolution:
    case Op::gemm:
    case Op::matmul:
      return graph.constants.at(node.inputs[1]).elements() * (shape.size() > 1 ? shape[1] : 1);
    default:
      return 0;
  }
}

}  // namespace

std::int64_t multiply_adds(const Graph& graph) {
  const Shapes shapes = infer_shapes(graph);
  std::int64_t sum = 0;
  for (const Node& node : graph.nodes) sum += multiply_adds_of(graph, node, shapes.at(node.output));
  return sum;
}

json describe(const Graph& graph) {
  const Shapes shapes = infer_shapes(graph);
  std::int64_t weights = 0, int8_weights = 0;
  for (const auto& [name, tensor] : graph.constants) {
    if (tensor.type == ElementType::int64) continue;  // the target of a Reshape
    weights += tensor.elements();
    if (tensor.type == ElementType::int8) int8_weights += tensor.elements();
  }
  json layers = json::array();
  for (const Node& node : graph.nodes)
    layers.push_back(
        {{"name", node.name}, {"operator", name_of(node.op)}, {"shape", shapes.at(node.output)}});
  return {{"input", graph.input.shape},
          {"output", shapes.at(graph.output.name)},
          {"weights", weights},
          {"int8_weights", int8_weights},
          {"multiply_adds", multiply_adds(graph)},
          {"layers", std::move(layers)},
          {"card", graph.card ? to_json(*graph.card) : json(nullptr)}};
}

}  // namespace rwave::infer
