#include "infer/describe.h"

#include <nlohmann/json.hpp>

#include "infer/ops/operator.h"
#include "infer/shapes.h"

namespace rwave::infer {
namespace {

using nlohmann::json;

}  // namespace

// Counted by the operators' definitions, whatever kernel runs them: that is what networks are
// compared by.
std::int64_t multiply_adds(const Graph& graph) {
  const Shapes shapes = infer_shapes(graph);
  std::int64_t sum = 0;
  for (const Node& node : graph.nodes)
    if (const auto count = operator_of(node.op).multiply_adds)
      sum += count(graph, node, shapes.at(node.output));
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
