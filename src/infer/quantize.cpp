#include "infer/quantize.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "infer/describe.h"
#include "infer/fold.h"
#include "infer/network.h"
#include "infer/ops/operator.h"
#include "infer/shapes.h"
#include "rwave/error.h"

namespace rwave::infer {
namespace {

// A layer is rounded for its memory or for its work: a convolution of few weights at many positions
// is most of a compact network's time. What has neither would lose accuracy for nothing, as would the last
// layer, which gives the scores.
constexpr std::int64_t least_weights = 4096;
constexpr double least_work = 0.01;  // of the network's multiply-adds
constexpr std::size_t histogram_bins = 4096;

bool is_product(const Node& node) {
  return node.op == Op::convolution || node.op == Op::gemm || node.op == Op::matmul;
}

// Whether a product picks channels and computes nothing: each output is one input.
bool picks(const Tensor& weights) {
  const std::span<const float> values = weights.floats();
  const std::size_t inner = values.size() / static_cast<std::size_t>(weights.shape[0]);
  for (std::size_t first = 0; first < values.size(); first += inner)
    if (std::ranges::count(values.subspan(first, inner), 0.0F) + 1 != static_cast<std::ptrdiff_t>(inner))
      return false;
  return true;
}

// The outputs of the layers that are rounded. Not for its work alone the first, which sees the recording
// itself, a channel of it or all: what it takes has the range of any recording. Nor the last.
std::set<std::string> outputs_to_round(const Graph& graph) {
  const Shapes shapes = infer_shapes(graph);
  const double work = static_cast<double>(multiply_adds(graph));
  std::set<std::string> outputs, recorded{graph.input.name};
  std::string last;
  for (const Node& node : graph.nodes)
    if (is_product(node)) last = node.output;
  for (const Node& node : graph.nodes) {
    if (!is_product(node)) continue;
    const Tensor& weights = graph.constants.at(node.inputs[1]);
    if (weights.type != ElementType::float32) continue;
    const std::int64_t own = operator_of(node.op).multiply_adds(graph, node, shapes.at(node.output));
    const bool first = recorded.contains(node.inputs[0]);
    if (first && node.op == Op::convolution && picks(weights)) recorded.insert(node.output);
    if (weights.elements() >= least_weights ||
        (!first && node.output != last && static_cast<double>(own) >= least_work * work))
      outputs.insert(node.output);
  }
  return outputs;
}

Node rounding_node(const std::string& value, const Rounding& rounding) {
  Node node{Op::quantize, value + ".rounded", {value}, value + ".rounded", {}};
  node.attributes.scale = rounding.scale;
  node.attributes.zero_point = rounding.zero_point;
  return node;
}

// (in, out) weights as (out, in), the form that int8 scales go with.
void put_outputs_first(Graph& graph, Node& node) {
  if (node.op == Op::convolution || (node.op == Op::gemm && node.attributes.transpose_weight)) return;
  const Tensor& weights = graph.constants.at(node.inputs[1]);
  const std::int64_t in = weights.shape[0], out = weights.shape[1];
  const std::span<const float> values = weights.floats();
  std::vector<float> turned(values.size());
  for (std::int64_t i = 0; i < in; ++i)
    for (std::int64_t n = 0; n < out; ++n)
      turned[static_cast<std::size_t>(n * in + i)] = values[static_cast<std::size_t>(i * out + n)];
  node.inputs[1] = node.output + ".weight";
  graph.constants.insert_or_assign(node.inputs[1], Tensor::of({out, in}, std::span<const float>(turned)));
  node.op = Op::gemm;
  node.attributes.transpose_weight = true;
}

Tensor rounded(const Tensor& weights) {
  const std::span<const float> values = weights.floats();
  const std::size_t outputs = static_cast<std::size_t>(weights.shape[0]), inner = values.size() / outputs;
  std::vector<float> scales(outputs, 1.0F);
  std::vector<std::int8_t> out(values.size());
  for (std::size_t n = 0; n < outputs; ++n) {
    const std::span<const float> row = values.subspan(n * inner, inner);
    float greatest = 0;
    // Symmetric, a scale for each output: outputs differ in size by far more than 8 bits can hold
    // together.
    for (const float value : row) greatest = std::max(greatest, std::abs(value));
    if (greatest > 0) scales[n] = greatest / 127;
    for (std::size_t i = 0; i < inner; ++i)
      out[n * inner + i] = static_cast<std::int8_t>(std::lrint(row[i] / scales[n]));
  }
  return Tensor::of(weights.shape, std::span<const std::int8_t>(out), std::move(scales));
}

// The part of the network that computes `value`.
// Ranges are measured by running the network up to each value. It takes a run per layer, and needs
// no hook in the runtime.
Graph up_to(const Graph& graph, const std::string& value) {
  Graph part;
  part.input = graph.input;
  part.output.name = value;
  for (const Node& node : graph.nodes) {
    part.nodes.push_back(node);
    for (const std::string& input : node.inputs)
      if (const auto found = graph.constants.find(input); found != graph.constants.end())
        part.constants.insert(*found);
    if (node.output == value) break;
  }
  return part;
}

std::vector<float> compute(const Graph& graph, const std::string& value, std::span<const float> rows) {
  if (value == graph.input.name) return {rows.begin(), rows.end()};
  Network network(up_to(graph, value));
  std::vector<float> values(rows.size() / static_cast<std::size_t>(network.row_values()) *
                            static_cast<std::size_t>(network.row_scores()));
  network.run(rows, values);
  return values;
}

Rounding rounding_of(std::span<const float> values) {
  const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
  // The range always holds 0: padding is 0 and must be exact.
  const double low = std::min(0.0F, *least), high = std::max(0.0F, *greatest);
  std::vector<std::int64_t> histogram(histogram_bins);
  const double bins = static_cast<double>(histogram_bins) / std::max(high - low, 1e-30);
  for (const float value : values)
    ++histogram[std::min(histogram_bins - 1, static_cast<std::size_t>((value - low) * bins))];
  return choose_rounding(low, high, histogram);
}

}  // namespace

// Tries ranges from the whole one down to a tenth of it: what lies outside is cut off, what lies inside is
// rounded finer. The error of a bin's values is that of their middle, plus a twelfth of the step squared
// where they are inside. 0 is always exactly a step, since padding is 0.
Rounding choose_rounding(double least, double greatest, std::span<const std::int64_t> histogram) {
  if (!(greatest > least)) return {};
  const double bin = (greatest - least) / static_cast<double>(histogram.size());
  Rounding best;
  double best_error = std::numeric_limits<double>::infinity();
  // From the widest range down, in steps of a percent: the error is not convex in the range, and 90
  // trials over a histogram take no time.
  for (int percent = 100; percent >= 10; --percent) {
    const double scale = (greatest - least) * percent / 100 / 255;
    const int zero_point = std::clamp(static_cast<int>(std::lrint(-least * percent / 100 / scale)), 0, 255);
    const double low = -zero_point * scale, high = (255 - zero_point) * scale;
    double error = 0;
    for (std::size_t i = 0; i < histogram.size(); ++i) {
      const double middle = least + (static_cast<double>(i) + 0.5) * bin;
      const double cut = middle - std::clamp(middle, low, high);
      // Zeros, most of what a ReLU gives, lie in one bin and are exact.
      const bool zero = least + static_cast<double>(i) * bin <= 0 && middle + bin / 2 > 0;
      const double each = cut != 0 ? cut * cut : (zero ? 0 : scale * scale / 12);
      error += each * static_cast<double>(histogram[i]);
    }
    if (error >= best_error) continue;
    best_error = error;
    best = {static_cast<float>(scale), zero_point};
  }
  return best;
}

Graph quantize(Graph graph, std::span<const float> rows) {
  const std::int64_t width = count_elements(graph.input.shape, max_row_elements);
  if (rows.empty() || static_cast<std::int64_t>(rows.size()) % width != 0)
    throw Error(fmt::format("calibration takes rows of {} values; got {} values", width, rows.size()));
  fold_affine(graph);
  // All ranges are those of the float32 network: measured before anything is rounded.
  std::map<std::string, Rounding> roundings;  // by value
  const std::set<std::string> large = outputs_to_round(graph);
  for (const Node& node : graph.nodes)
    if (large.contains(node.output) && !roundings.contains(node.inputs[0]))
      roundings.emplace(node.inputs[0], rounding_of(compute(graph, node.inputs[0], rows)));
  if (roundings.empty())
    throw Error(fmt::format("no layer has {} float32 weights, or a hundredth of the work: nothing to round",
                            least_weights));

  std::vector<Node> nodes;
  std::set<std::string> done;
  for (Node& node : graph.nodes) {
    if (large.contains(node.output)) {
      const std::string value = node.inputs[0];
      // Two layers that take one value share its rounding.
      if (done.insert(value).second) nodes.push_back(rounding_node(value, roundings.at(value)));
      put_outputs_first(graph, node);
      Tensor weights = rounded(graph.constants.at(node.inputs[1]));
      node.inputs[0] = value + ".rounded";
      node.inputs[1] = node.output + ".weight8";
      graph.constants.insert_or_assign(node.inputs[1], std::move(weights));
    }
    nodes.push_back(std::move(node));
  }
  graph.nodes = std::move(nodes);
  const auto uses = count_uses(graph);
  std::erase_if(graph.constants, [&](const auto& entry) { return !uses.contains(entry.first); });
  infer_shapes(graph);
  return graph;
}

}  // namespace rwave::infer
