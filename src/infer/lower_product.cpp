// Convolutions and Linear layers: their weights in the kernels' order, and what follows them made part of
// them.
#include <cmath>

#include "infer/lowering.h"
#include "infer/pack.h"
#include "infer/steps/pointwise.h"

namespace rwave::infer {
namespace {

// 255 * 127 * 65,536 still fits into the kernels' 32-bit sums; a deeper layer runs in float32.
constexpr std::int64_t max_int8_depth = 65'536;

// Weights (out, in / group, taps) spread out to (out, in, taps), zeros between groups: right, not fast. None
// of our networks has groups.
Tensor without_groups(const Tensor& weights, std::int64_t group) {
  const std::int64_t outputs = weights.shape[0], inner = weights.shape[1] * weights.shape[2];
  const std::size_t size = size_of(weights.type);
  Tensor out = weights;
  out.shape[1] *= group;
  out.bytes.assign(weights.bytes.size() * static_cast<std::size_t>(group), '\0');
  for (std::int64_t n = 0; n < outputs; ++n) {
    const std::int64_t its_group = n / (outputs / group);
    const std::size_t from = static_cast<std::size_t>(n * inner) * size;
    const std::size_t to = static_cast<std::size_t>((n * group + its_group) * inner) * size;
    out.bytes.replace(to, static_cast<std::size_t>(inner) * size, weights.bytes, from,
                      static_cast<std::size_t>(inner) * size);
  }
  return out;
}

// k = tap * channels + channel; dilated taps are apart, with no weight between them.
WeightView view_of_convolution(const Tensor& weights, std::int64_t dilation) {
  const std::int64_t channels = weights.shape[1], taps = weights.shape[2];
  const std::int64_t span = (taps - 1) * dilation + 1;
  WeightView view;
  view.cols = weights.shape[0];
  view.stride = channels * taps;
  view.offset.assign(static_cast<std::size_t>(span * channels), -1);
  for (std::int64_t tap = 0; tap < taps; ++tap)
    for (std::int64_t c = 0; c < channels; ++c)
      view.offset[static_cast<std::size_t>(tap * dilation * channels + c)] = c * taps + tap;
  return view;
}

// k = the order in which the features lie in memory.
WeightView view_of_linear(const Tensor& weights, bool outputs_first, const Located& in) {
  const std::int64_t features = weights.shape[outputs_first ? 1 : 0];
  WeightView view;
  view.cols = weights.shape[outputs_first ? 0 : 1];
  view.stride = outputs_first ? features : 1;
  const std::int64_t step = outputs_first ? 1 : view.cols;
  view.offset.resize(static_cast<std::size_t>(features));
  for (std::int64_t k = 0; k < features; ++k) {
    const std::int64_t feature = in.flattened ? k % in.channels * in.length + k / in.channels : k;
    view.offset[static_cast<std::size_t>(k)] = feature * step;
  }
  return view;
}

}  // namespace

std::vector<float> Lowering::bias_of(const Node& node) const {
  if (node.inputs.size() < 3) return {};
  std::vector<float> bias = to_floats(graph_.constants.at(node.inputs[2]));
  if (node.op == Op::gemm)
    for (float& value : bias) value *= node.attributes.beta;
  return bias;
}

// Frees the constants that nobody needs any more: packed, they are there a second time.
void Lowering::drop_constants(const Node& node) {
  for (std::size_t i = 1; i < node.inputs.size(); ++i)
    if (--uses_[node.inputs[i]] == 0) graph_.constants.erase(node.inputs[i]);
}

void Lowering::lower_convolution(const Node& node) {
  const Attributes& a = node.attributes;
  const Tensor* weights = &graph_.constants.at(node.inputs[1]);
  Tensor spread;
  if (a.group > 1) {
    spread = without_groups(*weights, a.group);
    weights = &spread;
  }
  const WeightView view = view_of_convolution(*weights, a.dilation);
  Located in = locate(node.inputs[0]);
  if (weights->scales.empty() || view.depth() > max_int8_depth) in = as_float(in);
  Buffer& buffer = plan_.buffers[static_cast<std::size_t>(in.buffer)];
  buffer.pad_begin = std::max(buffer.pad_begin, a.pad_begin * in.channels);
  buffer.pad_end = std::max(buffer.pad_end, a.pad_end * in.channels);
  ProductShape shape;
  shape.first = -a.pad_begin * in.channels;
  shape.step = a.stride * in.channels;
  emit_product(node, shape, view, in, *weights, shapes_.at(node.output));
}

void Lowering::lower_linear(const Node& node) {
  const Tensor& weights = graph_.constants.at(node.inputs[1]);
  const bool outputs_first = node.op == Op::gemm && node.attributes.transpose_weight;
  Located in = locate(node.inputs[0]);
  if (weights.scales.empty() || !outputs_first || weights.shape[1] > max_int8_depth) in = as_float(in);
  ProductShape shape;
  shape.linear = true;
  emit_product(node, shape, view_of_linear(weights, outputs_first, in), in, weights, shapes_.at(node.output));
}

void Lowering::emit_product(const Node& node, ProductShape shape, const WeightView& view, const Located& in,
                            const Tensor& weights, const Shape& result) {
  const bool int8 = is_uint8(in);
  const Tail tail = take_tail(node, true, int8);
  Located out{0, result[0], result.size() > 1 ? result[1] : 1, false, 1, 0};
  shape.in = in.buffer;
  shape.patches = out.length;
  shape.depth = view.depth();
  shape.cols = view.cols;
  shape.relu = tail.relu;
  if (tail.add) shape.add = in_order(locate(other_of(*tail.add, node.output))).buffer;
  out.buffer = shape.out = new_buffer(out.channels * out.length);
  if (tail.quantize) {
    out.scale = tail.quantize->attributes.scale;
    out.zero_point = tail.quantize->attributes.zero_point;
    Buffer& buffer = plan_.buffers[static_cast<std::size_t>(out.buffer)];
    buffer.is_uint8 = true;
    buffer.pad_value = static_cast<std::uint8_t>(out.zero_point);
  }
  if (int8) {
    Int8Weights packed = int8_weights(node, weights, view, in, tail.quantize);
    plan_.weight_bytes += packed.panels.size();
    emit(make_int8_product(shape, std::move(packed)));
  } else {
    const int panel = plan_.kernels->panel;
    const float alpha = node.op == Op::gemm ? node.attributes.alpha : 1;
    const std::vector<float> converted = weights.scales.empty() ? std::vector<float>() : to_floats(weights);
    const std::span<const float> source = weights.scales.empty() ? weights.floats() : converted;
    AlignedBuffer packed = pack_floats(source, view, panel, alpha);
    plan_.weight_bytes += packed.size();
    emit(make_float_product(shape, std::move(packed), pack_vector<float>(bias_of(node), view.cols, panel)));
  }
  drop_constants(node);
  located_[tail.output] = out;
}

// With x = s (q - z) and w = t_n v: sum x w = s t_n (sum q v - z sum v), so the sums start at -z sum v. A
// result that is rounded to scale r is divided by r here, unless something unscaled is still to be added.
Int8Weights Lowering::int8_weights(const Node& node, const Tensor& weights, const WeightView& view,
                                   const Located& in, const Node* quantize) {
  const int panel = plan_.kernels->int8_panel;
  const std::span<const std::int8_t> values = weights.int8s();
  std::vector<std::int32_t> start(static_cast<std::size_t>(view.cols));
  std::vector<float> factor(start.size()), bias = bias_of(node);
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

}  // namespace rwave::infer
