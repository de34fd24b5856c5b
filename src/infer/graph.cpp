#include "infer/graph.h"

#include <limits>

namespace rwave::infer {

std::string_view name_of(Op op) {
  switch (op) {
    case Op::convolution:
      return "Conv";
    case Op::batch_norm:
      return "BatchNormalization";
    case Op::relu:
      return "Relu";
    case Op::sigmoid:
      return "Sigmoid";
    case Op::softmax:
      return "Softmax";
    case Op::max_pool:
      return "MaxPool";
    case Op::average_pool:
      return "AveragePool";
    case Op::global_max_pool:
      return "GlobalMaxPool";
    case Op::global_average_pool:
      return "GlobalAveragePool";
    case Op::add:
      return "Add";
    case Op::concat:
      return "Concat";
    case Op::flatten:
      return "Flatten";
    case Op::reshape:
      return "Reshape";
    case Op::gemm:
      return "Gemm";
    case Op::matmul:
      return "MatMul";
    case Op::quantize:
      return "QuantizeLinear";
  }
  return "";
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
  ++uses[graph.output.name];
  return uses;
}

}  // namespace rwave::infer
