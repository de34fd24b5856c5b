#include "infer/ops/product_operator.h"

#include <cmath>

namespace rwave::infer {
namespace {

// 255 * 127 * 65,536 still fits into the kernels' 32-bit sums; a deeper layer runs in float32.
constexpr std::int64_t max_int8_depth = 65'536;

std::vector<float> bias_of(const Graph& graph, const Node& node) {
  if (node.inputs.size() < 3) return {};
  std::vector<float> bias = to_floats(graph.constants.find(node.inputs[2])->second);
  if (node.op == Op::gemm)
    for (float& value : bias) value *= node.attributes.beta;
  return bias;
}

// With x = s (q - z) and w = t_n v: sum x w = s t_n (sum q v - z sum v), so the sums start at -z sum v. A
// result that is rounded to scale r is divided by r here, unless something unscaled is still to be added.
Int8Weights int8_weights(const Lowering& lowering, const Node& node, const Tensor& weights,
                         const WeightView& view, const Located& in, const Node* quantize) {
  const int panel = lowering.kernels().int8_panel;
  const std::span<const std::int8_t> values = weights.int8s();
  std::vector<std::int32_t> start(static_cast<std::size_t>(view.cols));
  std::vector<float> factor(start.size()), bias = bias_of(lowering.graph(), node);
  bias.resize(start.size());
  const float alpha = node.op == Op::gemm ? node.attributes.alpha : 1;
  const float divisor = quantize ? quantize->attributes.scale : 1;
  for (std::size_t n = 0; n < start.size(); ++n) {
    std::int64_t sum = 0;
    for (const std::int64_t offset : view.offset)
      if (offset >= 0)
        sum += values[static_cast<std::size_t>(offset) + n * static_cast<std::size_t>(view.stride)];
    start[n] = static_cast<std::int32_t>(-in.zero_point * sum);
    factor[n] = in.scale * weights.scales[n] * alpha / divisor;
    bias[n] /= divisor;
  }
  Int8Weights packed;
  packed.panels = pack_int8(values, view, panel);
  packed.start = pack_vector<std::int32_t>(start, view.cols, panel);
  packed.factor = pack_vector<float>(factor, view.cols, panel);
  packed.bias = pack_vector<float>(bias, view.cols, panel);
  packed.zero_point = quantize ? quantize->attributes.zero_point : 0;
  return packed;
}

}  // namespace

bool runs_in_int8(const Tensor& weights, std::int64_t depth) {
  return !weights.scales.empty() && depth <= max_int8_depth;
}

void emit_product(Lowering& lowering, const Node& node, ProductShape shape, const WeightView& view,
                  const Located& in, const Tensor& weights) {
  const Shape& result = lowering.shape_of(node.output);
  const bool int8 = lowering.is_uint8(in);
  // What follows the product and needs each value once (an addition, ReLU, a rounding) is done
  // while the sums are in registers; as steps of their own they would read and write the whole
  // result again.
  const Lowering::Tail tail = lowering.take_tail(node, true, int8);
  Located out{0, result[0], result.size() > 1 ? result[1] : 1, false, 1, 0};
  shape.in = in.buffer;
  shape.patches = out.length;
  shape.depth = view.depth();
  shape.cols = view.cols;
  shape.relu = tail.relu;
  if (tail.add)
    shape.add = lowering.in_order(lowering.locate(lowering.other_of(*tail.add, node.output))).buffer;
  out.buffer = shape.out = lowering.new_buffer(out.channels * out.length);
  if (tail.quantize) out = lowering.rounded(out, *tail.quantize);
  if (int8) {
    Int8Weights packed = int8_weights(lowering, node, weights, view, in, tail.quantize);
    lowering.count_weight_bytes(packed.panels.size());
    lowering.emit(make_int8_product(shape, std::move(packed)));
  } else {
    const int panel = lowering.kernels().panel;
    const float alpha = node.op == Op::gemm ? node.attributes.alpha : 1;
    // int8 weights whose input is not rounded run as float32: without bytes on both sides there is
    // no 8-bit product.
    const std::vector<float> converted = weights.scales.empty() ? std::vector<float>() : to_floats(weights);
    const std::span<const float> source = weights.scales.empty() ? weights.floats() : converted;
    AlignedBuffer bias = pack_vector<float>(bias_of(lowering.graph(), node), view.cols, panel);
    if (shape.taps > 0 && simd::pays_by_winograd(shape.taps, shape.depth / shape.taps, shape.cols)) {
      AlignedBuffer packed = pack_winograd(shape, lowering.kernels(), source);
      lowering.count_weight_bytes(packed.size());
      lowering.emit(make_winograd(shape, lowering.kernels(), std::move(packed), std::move(bias),
                                  lowering.new_buffer(winograd_scratch(shape))));
    } else {
      AlignedBuffer packed = pack_floats(source, view, panel, alpha);
      lowering.count_weight_bytes(packed.size());
      lowering.emit(make_float_product(shape, std::move(packed), std::move(bias)));
    }
  }
  lowering.drop_constants(node);
  lowering.place(tail.output, out);
}

std::int64_t weights_at_each_position(const Graph& graph, const Node& node, const Shape& result) {
  return graph.constants.find(node.inputs[1])->second.elements() * (result.size() > 1 ? result[1] : 1);
}

}  // namespace rwave::infer
