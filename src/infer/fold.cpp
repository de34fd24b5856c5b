#include "infer/fold.h"

#include <algorithm>
#include <cmath>

#include "infer/shapes.h"

namespace rwave::infer {
namespace {

// The layer whose result the node's first input is, where it is a product and nobody else takes that result.
Node* product_before(Graph& graph, const Node& node, const std::map<std::string, int, std::less<>>& uses) {
  // With a second user of the value, folding would change what that one sees.
  if (uses.at(node.inputs[0]) != 1) return nullptr;
  for (Node& other : graph.nodes) {
    if (other.output != node.inputs[0]) continue;
    const bool product = other.op == Op::convolution || other.op == Op::gemm || other.op == Op::matmul;
    return product ? &other : nullptr;
  }
  return nullptr;
}

// The weights with each output's times its factor.
Tensor scaled(const Tensor& weights, const std::vector<float>& factor, bool outputs_first) {
  Tensor out = weights;
  // Weights in int8 stay as they are: a factor per output belongs to their scales, which are per
  // output too.
  if (!weights.scales.empty() && outputs_first) {
    for (std::size_t i = 0; i < factor.size(); ++i) out.scales[i] *= factor[i];
    return out;
  }
  std::vector<float> values = to_floats(weights);
  const std::size_t inner = outputs_first ? values.size() / factor.size() : 1;
  for (std::size_t i = 0; i < values.size(); ++i) values[i] *= factor[i / inner % factor.size()];
  return Tensor::of(weights.shape, values);
}

void fold_into(Graph& graph, Node& product, const Node& node, const Affine& affine) {
  Attributes& attributes = product.attributes;
  const bool linear = product.op != Op::convolution;
  const float alpha = product.op == Op::gemm ? attributes.alpha : 1;
  const float beta = product.op == Op::gemm ? attributes.beta : 1;
  std::vector<float> factor = affine.factor, bias = affine.shift;
  if (product.inputs.size() > 2) {
    // y = factor (x w alpha + beta b) + shift: the old bias is multiplied, the new one is added.
    const std::vector<float> old = to_floats(graph.constants.at(product.inputs[2]));
    for (std::size_t i = 0; i < bias.size(); ++i) bias[i] += factor[i] * beta * old[i];
  }
  for (float& value : factor) value *= alpha;
  if (std::any_of(factor.begin(), factor.end(), [](float value) { return value != 1; })) {
    const bool outputs_first = !linear || (product.op == Op::gemm && attributes.transpose_weight);
    Tensor weights = scaled(graph.constants.at(product.inputs[1]), factor, outputs_first);
    product.inputs[1] = node.output + ".weight";
    graph.constants.insert_or_assign(product.inputs[1], std::move(weights));
  }
  product.inputs.resize(2);
  product.inputs.push_back(node.output + ".bias");
  graph.constants.insert_or_assign(
      product.inputs[2], Tensor::of({static_cast<std::int64_t>(bias.size())}, std::span<const float>(bias)));
  if (linear) product.op = Op::gemm;  // a MatMul has no bias
  attributes.alpha = attributes.beta = 1;
  product.output = node.output;
}

}  // namespace

std::optional<Affine> affine_of(const Graph& graph, const Node& node, std::int64_t channels) {
  const std::size_t count = static_cast<std::size_t>(channels);
  const auto values = [&](std::size_t input) { return to_floats(graph.constants.at(node.inputs[input])); };
  if (node.op == Op::add && graph.constants.contains(node.inputs[1])) {
    std::vector<float> shift = values(1);
    shift.resize(count, shift.front());  // one value for all channels
    return Affine{std::vector<float>(count, 1.0F), std::move(shift)};
  }
  if (node.op != Op::batch_norm) return {};
  const std::vector<float> scale = values(1), shift = values(2), mean = values(3), variance = values(4);
  Affine affine{std::vector<float>(count), std::vector<float>(count)};
  for (std::size_t c = 0; c < count; ++c) {
    // In double: the root of a small variance loses digits in float, and every value of the channel
    // is multiplied by it.
    const double factor = scale[c] / std::sqrt(static_cast<double>(variance[c]) + node.attributes.epsilon);
    affine.factor[c] = static_cast<float>(factor);
    affine.shift[c] = static_cast<float>(shift[c] - mean[c] * factor);
  }
  return affine;
}

void fold_affine(Graph& graph) {
  const Shapes shapes = infer_shapes(graph);
  auto uses = count_uses(graph);
  // The place is looked at again after a fold: a batch norm behind an addition folds into the same
  // product.
  for (std::size_t i = 0; i < graph.nodes.size();) {
    const Node& node = graph.nodes[i];
    Node* before = nullptr;
    std::optional<Affine> affine;
    if (node.op == Op::batch_norm || node.op == Op::add) {
      affine = affine_of(graph, node, shapes.at(node.inputs[0])[0]);
      if (affine) before = product_before(graph, node, uses);
    }
    if (!before) {
      ++i;
      continue;
    }
    fold_into(graph, *before, node, *affine);
    graph.nodes.erase(graph.nodes.begin() + static_cast<std::ptrdiff_t>(i));
  }
  uses = count_uses(graph);
  std::erase_if(graph.constants, [&](const auto& entry) { return !uses.contains(entry.first); });
}

// Rounding keeps order, so that the maximum of rounded values is the rounded maximum. The pool then
// moves a quarter of the bytes, and the rounding can be fused into the product before it.
void round_before_max_pool(Graph& graph) {
  const auto uses = count_uses(graph);
  for (Node& quantize : graph.nodes) {
    if (quantize.op != Op::quantize) continue;
    for (Node& pool : graph.nodes) {
      if (pool.output != quantize.inputs[0] || pool.op != Op::max_pool || uses.at(pool.output) != 1) continue;
      // The two nodes change places, and with them what they take and give.
      std::swap(pool.op, quantize.op);
      std::swap(pool.name, quantize.name);
      std::swap(pool.attributes, quantize.attributes);
      break;
    }
  }
}

}  // namespace rwave::infer
