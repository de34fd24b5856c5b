#include "infer/graph.h"

#include <limits>

#include "infer/ops/operator.h"

namespace rwave::infer {

std::string_view name_of(Op op) {
  return operator_of(op).name;
}

void check_card(const Graph& graph, std::string_view file) {
  if (!graph.card) return;
  const std::int64_t limit = std::numeric_limits<std::int64_t>::max();
  check_fits(*graph.card, count_elements(graph.input.shape, limit), count_elements(graph.output.shape, limit),
             file);
}

std::map<std::string, int, std::less<>> count_uses(const Graph& graph) {
  std::map<std::string, int, std::less<>> uses;
  for (const Node& node : graph.nodes)
    for (const std::string& input : node.inputs) ++uses[input];
  // The output counts as a use, so that no step is folded into a value that the caller gets.
  ++uses[graph.output.name];
  return uses;
}

}  // namespace rwave::infer
