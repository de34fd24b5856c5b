#include "infer/shapes.h"

#include <fmt/format.h>

#include "infer/ops/operator.h"
#include "infer/ops/shape_check.h"
#include "rwave/error.h"

namespace rwave::infer {

// The gate that every graph passes, read from a file or built: behind it no operator needs to doubt
// a shape.
Shapes infer_shapes(const Graph& graph) {
  if (graph.nodes.size() > max_nodes)
    throw Error(fmt::format("{} nodes; expected at most {}", graph.nodes.size(), max_nodes));
  const Shape& input = graph.input.shape;
  if (input.empty() || input.size() > 2 || count_elements(input, max_row_elements) < 1)
    throw Error(fmt::format("input \"{}\": rows of shape {}; expected (channels, length) or (features)",
                            graph.input.name, to_text(input)));
  Shapes shapes{{graph.input.name, input}};
  for (const Node& node : graph.nodes) {
    Shape shape = operator_of(node.op).shape(ShapeCheck(graph, shapes, node));
    if (count_elements(shape, max_row_elements) < 1)
      throw Error(fmt::format("node {} ({}): a result of shape {} a row; expected 1 to {} values", node.name,
                              name_of(node.op), to_text(shape), max_row_elements));
    if (graph.constants.contains(node.output) || !shapes.emplace(node.output, std::move(shape)).second)
      throw Error(fmt::format("node {} ({}): its result \"{}\" is named twice", node.name, name_of(node.op),
                              node.output));
  }
  const auto found = shapes.find(graph.output.name);
  if (found == shapes.end()) throw Error(fmt::format("output \"{}\" is no node's result", graph.output.name));
  if (!graph.output.shape.empty() && found->second != graph.output.shape)
    throw Error(fmt::format("output \"{}\" is computed as rows of shape {}, stated as {}", graph.output.name,
                            to_text(found->second), to_text(graph.output.shape)));
  return shapes;
}

}  // namespace rwave::infer
