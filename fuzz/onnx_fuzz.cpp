// ONNX files: any bytes are a graph or an Error; a graph that was read must also be planned and run, or be
// refused.
#include <string_view>
#include <vector>

#include "infer/network.h"
#include "infer/onnx_read.h"
#include "infer/shapes.h"
#include "rwave/error.h"

namespace {

// What a run may cost here: a graph of a few bytes may rightly ask for more.
constexpr std::int64_t most_values = 1 << 18;
constexpr std::int64_t most_weights = 1 << 16;

bool is_small(const rwave::infer::Graph& graph) {
  std::int64_t values = 0, weights = 0;
  for (const auto& [name, shape] : rwave::infer::infer_shapes(graph))
    values += rwave::infer::count_elements(shape, rwave::infer::max_row_elements);
  for (const rwave::infer::Node& node : graph.nodes)
    values += node.attributes.pad_begin + node.attributes.pad_end;
  for (const auto& [name, tensor] : graph.constants) weights += tensor.elements();
  return values < most_values && weights < most_weights && graph.nodes.size() < 100;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    rwave::infer::Graph graph = rwave::infer::parse_onnx({reinterpret_cast<const char*>(data), size}, "fuzz");
    if (!is_small(graph)) return 0;
    rwave::infer::Network network(std::move(graph), {.max_batch = 2});
    std::vector<float> rows(static_cast<std::size_t>(2 * network.row_values()), 0.5F);
    std::vector<float> scores(static_cast<std::size_t>(2 * network.row_scores()));
    network.run(rows, scores);
  } catch (const rwave::Error&) {
    return 0;
  }
  return 0;
}
