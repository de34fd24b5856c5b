// Conv over time (Conv1d), grouped and dilated ones included.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "infer/onnx/attributes.h"
#include "infer/ops/operator.h"
#include "infer/ops/product_operator.h"
#include "infer/ops/shape_check.h"
#include "infer/steps/move.h"

namespace rwave::infer {
namespace {

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
WeightView view_of(const Tensor& weights, std::int64_t dilation) {
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

Shape convolution_shape(const ShapeCheck& check) {
  check.expect_inputs(2, 3);
  const Shape& x = check.value(0);
  check.expect_series(x);
  const Tensor& weight = check.constant(1);
  if (weight.shape.size() != 3)
    check.fail(fmt::format("weight of shape {}; expected (out, in / group, taps): only Conv1d is known",
                           to_text(weight.shape)));
  const Attributes& a = check.attributes();
  const std::int64_t out = weight.shape[0], taps = weight.shape[2], group = a.group;
  if (out < 1 || taps < 1 || group < 1 || out % group != 0 || x[0] % group != 0 ||
      weight.shape[1] != x[0] / group)
    check.fail(fmt::format("weight of shape {} and group {} do not fit {} input channels",
                           to_text(weight.shape), group, x[0]));
  check.expect_weights(1, out * weight.shape[1] * taps);
  if (check.node().inputs.size() > 2) check.expect_weights(2, out);
  if (a.dilation < 1 || a.dilation > max_row_elements)
    check.fail(fmt::format("dilation {}; expected 1 or more", a.dilation));
  // Grouped and dilated weights are spread out to dense ones with zeros: bounded here, before any memory is
  // asked for.
  const std::int64_t span = (taps - 1) * a.dilation + 1;
  if (count_elements(Shape{out, x[0], span}, max_spread_elements) < 0)
    check.fail("dilation or group is absurd");
  return {out, check.positions(x[1], span)};
}

// The channel that the convolution hands through as it is, as a network does that takes the channels of a row
// on different ways; -1: it does something else. As a product, each of its values would cost as much as those
// of sixteen outputs.
std::int64_t channel_picked(const Lowering& lowering, const Node& node) {
  const Attributes& a = node.attributes;
  const Tensor& weights = lowering.constant(node, 1);
  const bool one_to_one = weights.shape[0] == 1 && weights.shape[2] == 1 && a.group == 1 && a.stride == 1 &&
                          a.pad_begin == 0 && a.pad_end == 0;
  if (!one_to_one || weights.type != ElementType::float32) return -1;
  if (node.inputs.size() > 2 && to_floats(lowering.constant(node, 2)).front() != 0) return -1;
  const std::span<const float> values = weights.floats();
  const auto picked = std::ranges::find(values, 1.F);
  if (picked == values.end() || std::ranges::count(values, 0.F) != std::ssize(values) - 1) return -1;
  return picked - values.begin();
}

void convolution_lower(Lowering& lowering, const Node& node) {
  const Attributes& a = node.attributes;
  const std::int64_t channel = channel_picked(lowering, node);
  if (channel >= 0 && !lowering.is_uint8(lowering.locate(node.inputs[0]))) {
    const Located in = lowering.locate(node.inputs[0]),
                  out = lowering.new_value(lowering.shape_of(node.output));
    lowering.emit(make_pick_channel(in.buffer, out.buffer, in.channels, channel, in.length));
    lowering.drop_constants(node);
    return lowering.place(node.output, out);
  }
  const Tensor* weights = &lowering.constant(node, 1);
  Tensor spread;
  if (a.group > 1) {
    spread = without_groups(*weights, a.group);
    weights = &spread;
  }
  const WeightView view = view_of(*weights, a.dilation);
  Located in = lowering.locate(node.inputs[0]);
  if (!runs_in_int8(*weights, view.depth())) in = lowering.as_float(in);
  Buffer& buffer = lowering.buffer(in);
  // Several layers may read one value with different padding: the widest is kept around it, and
  // each reads from its own place.
  buffer.pad_begin = std::max(buffer.pad_begin, a.pad_begin * in.channels);
  buffer.pad_end = std::max(buffer.pad_end, a.pad_end * in.channels);
  // Row t of the patch matrix begins at t * stride * channels and overlaps its neighbours, so that
  // nothing is copied.
  ProductShape product;
  product.first = -a.pad_begin * in.channels;
  product.step = a.stride * in.channels;
  if (a.stride == 1 && a.dilation == 1) product.taps = static_cast<int>(weights->shape[2]);
  emit_product(lowering, node, product, view, in, *weights);
}

void convolution_read(AttributeReader& reader, Attributes& attributes) {
  read_window(reader, attributes);
  attributes.group = reader.integer("group", 1);
}

void convolution_write(AttributeWriter& writer, const Node& node, const Graph& graph) {
  write_window(writer, node.attributes, graph.constants.at(node.inputs[1]).shape[2]);
  writer.list("dilations", std::array{node.attributes.dilation});
  writer.integer("group", node.attributes.group);
}

}  // namespace

extern const Operator convolution_operator{Op::convolution,         "Conv",
                                           convolution_read,        convolution_shape,
                                           convolution_lower,       convolution_write,
                                           weights_at_each_position};

}  // namespace rwave::infer
