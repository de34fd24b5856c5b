#include "infer/lowering.h"

#include <numeric>
#include <utility>

#include "infer/fold.h"
#include "infer/pack.h"
#include "infer/steps/move.h"
#include "infer/steps/pointwise.h"
#include "infer/steps/pool.h"

namespace rwave::infer {
namespace {

std::int64_t product_of(const Shape& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

std::int64_t channels_of(const Shape& shape) {
  return shape[0];
}

std::int64_t length_of(const Shape& shape) {
  return shape.size() > 1 ? shape[1] : 1;
}

}  // namespace

Lowering::Lowering(Graph graph, const Kernels& kernels) : graph_(std::move(graph)) {
  shapes_ = infer_shapes(graph_);
  fold_affine(graph_);
  round_before_max_pool(graph_);
  shapes_ = infer_shapes(graph_);  // some values have gone
  uses_ = count_uses(graph_);
  for (const Node& node : graph_.nodes)
    for (const std::string& input : node.inputs) takers_[input].push_back(&node);
  plan_.kernels = &kernels;
}

Plan Lowering::run() {
  const Shape& input = graph_.input.shape;
  plan_.row_values = product_of(input);
  Located at{new_buffer(plan_.row_values), channels_of(input), length_of(input), false, 1, 0};
  emit(make_read_input(at.buffer, at.channels, at.length));
  located_[graph_.input.name] = at;
  for (const Node& node : graph_.nodes)
    if (!done_.contains(&node)) lower_node(node);
  const Located out = as_float(locate(graph_.output.name));
  plan_.row_scores = out.channels * out.length;
  emit(make_write_output(out.buffer, out.channels, out.length));
  return std::move(plan_);
}

int Lowering::new_buffer(std::int64_t elements) {
  plan_.buffers.emplace_back();
  plan_.buffers.back().elements = elements;
  return static_cast<int>(plan_.buffers.size()) - 1;
}

// A new float buffer in which values lie as they do at `at`.
Located Lowering::like(const Located& at) {
  Located out = at;
  out.buffer = new_buffer(at.channels * at.length);
  return out;
}

Located Lowering::as_float(Located at) {
  if (!is_uint8(at)) return at;
  const Located out = like(at);
  emit(make_dequantize(at.buffer, out.buffer, at.scale, at.zero_point));
  return out;
}

Located Lowering::in_order(Located at) {
  at = as_float(at);
  if (at.flattened) {
    const Located out{new_buffer(at.channels * at.length), at.channels * at.length, 1, false, 1, 0};
    emit(make_transpose(at.buffer, out.buffer, at.length, at.channels));
    return out;
  }
  return at;
}

// The one node that takes the value, or null.
const Node* Lowering::only_taker(const std::string& value) const {
  const auto found = takers_.find(value);
  return found != takers_.end() && uses_.at(value) == 1 ? found->second.front() : nullptr;
}

const std::string& Lowering::other_of(const Node& add, const std::string& value) const {
  return add.inputs[0] == value ? add.inputs[1] : add.inputs[0];
}

Lowering::Tail Lowering::take_tail(const Node& node, bool with_add, bool with_quantize) {
  Tail tail;
  tail.output = node.output;
  const auto take = [&](const Node* next) {
    done_.insert(next);
    tail.output = next->output;
    return only_taker(tail.output);
  };
  const Node* next = only_taker(tail.output);
  // An addition can only be done here if its other side is there already.
  if (with_add && next && next->op == Op::add && located_.contains(other_of(*next, tail.output))) {
    tail.add = next;
    next = take(next);
  }
  if (next && next->op == Op::relu) {
    tail.relu = true;
    next = take(next);
  }
  // What is added is not in the scale of the rounded result.
  if (with_quantize && !tail.add && next && next->op == Op::quantize) {
    tail.quantize = next;
    take(next);
  }
  return tail;
}

void Lowering::lower_node(const Node& node) {
  switch (node.op) {
    case Op::convolution:
      return lower_convolution(node);
    case Op::gemm:
    case Op::matmul:
      return lower_linear(node);
    case Op::batch_norm:
      return lower_affine(node);
    case Op::max_pool:
    case Op::average_pool:
    case Op::global_max_pool:
    case Op::global_average_pool:
      return lower_pool(node);
    case Op::add:
      return graph_.constants.contains(node.inputs[1]) ? lower_affine(node) : lower_add(node);
    case Op::concat:
      return lower_concat(node);
    case Op::flatten:
    case Op::reshape:
      return lower_reshape(node);
    case Op::quantize:
      return lower_quantize(node);
    case Op::relu:
    case Op::sigmoid:
    case Op::softmax:
      return lower_feature_function(node);
  }
}

void Lowering::lower_feature_function(const Node& node) {
  const Located in = as_float(locate(node.inputs[0]));
  const Located out = like(in);  // the softmax of features does not ask for their order
  if (node.op == Op::relu) emit(make_relu(in.buffer, out.buffer));
  if (node.op == Op::sigmoid) emit(make_sigmoid(in.buffer, out.buffer));
  if (node.op == Op::softmax) emit(make_softmax(in.buffer, out.buffer));
  located_[node.output] = out;
}

void Lowering::lower_affine(const Node& node) {
  const Located in = in_order(locate(node.inputs[0]));
  const Affine affine = *affine_of(graph_, node, in.channels);
  const Located out = like(in);
  emit(make_scale(in.buffer, out.buffer, in.channels,
                  pack_vector(std::span<const float>(affine.factor), in.channels, 1),
                  pack_vector(std::span<const float>(affine.shift), in.channels, 1)));
  located_[node.output] = out;
}

void Lowering::lower_pool(const Node& node) {
  const Attributes& a = node.attributes;
  const bool global = node.op == Op::global_max_pool || node.op == Op::global_average_pool;
  const bool max = node.op == Op::max_pool || node.op == Op::global_max_pool;
  Located in = locate(node.inputs[0]);
  if (!max) in = as_float(in);
  Located out = in;
  out.length = length_of(shapes_.at(node.output));
  out.buffer = new_buffer(out.channels * out.length);
  Buffer& buffer = plan_.buffers[static_cast<std::size_t>(out.buffer)];
  buffer.is_uint8 = is_uint8(in);
  buffer.pad_value = plan_.buffers[static_cast<std::size_t>(in.buffer)].pad_value;
  PoolShape shape{in.channels, in.length, out.length,          a.kernel,  a.stride,
                  a.pad_begin, a.pad_end, a.count_include_pad, in.buffer, out.buffer};
  if (global) {
    shape.kernel = in.length;
    shape.stride = 1;
    shape.pad_begin = shape.pad_end = 0;
  }
  emit(max ? make_max_pool(shape) : make_average_pool(shape));
  located_[node.output] = out;
}

void Lowering::lower_add(const Node& node) {
  const Located a = in_order(locate(node.inputs[0]));
  const Located b = in_order(locate(node.inputs[1]));
  const Tail tail = take_tail(node, false, false);
  const Located out = like(a);
  emit(make_add(a.buffer, b.buffer, out.buffer, tail.relu));
  located_[tail.output] = out;
}

void Lowering::lower_concat(const Node& node) {
  const Shape& result = shapes_.at(node.output);
  const bool by_time = result.size() > 1 && (node.attributes.axis == 2 || node.attributes.axis == -1);
  const Located out{new_buffer(product_of(result)), channels_of(result), length_of(result), false, 1, 0};
  std::vector<ConcatPart> parts;
  std::int64_t at = 0;
  for (const std::string& input : node.inputs) {
    const Located in = in_order(locate(input));
    const std::int64_t elements = in.channels * in.length;
    if (by_time) {
      parts.push_back({in.buffer, {1, elements, 0, at}});
      at += elements;
    } else {
      parts.push_back({in.buffer, {out.length, elements / out.length, out.channels, at}});
      at += elements / out.length;
    }
  }
  emit(make_concat(std::move(parts), out.buffer));
  located_[node.output] = out;
}

// Flatten and Reshape move nothing where the layout allows: a series flattened stays as it lies.
void Lowering::lower_reshape(const Node& node) {
  const Shape& result = shapes_.at(node.output);
  Located at = locate(node.inputs[0]);
  const bool one_way = at.channels == 1 || at.length == 1;  // both orders are the same
  if (result.size() == 1) {
    if (one_way) {
      at.channels *= at.length;
      at.length = 1;
    } else {
      at.flattened = true;
    }
    located_[node.output] = at;
    return;
  }
  const bool same = at.channels == result[0] && at.length == result[1];
  if (!same && !one_way) {
    at = as_float(at);
    const Located plain{new_buffer(product_of(result)), product_of(result), 1, false, 1, 0};
    emit(make_transpose(at.buffer, plain.buffer, at.length, at.channels));
    at = plain;
  }
  if (!same && result[0] > 1 && result[1] > 1) {
    at = as_float(at);
    const Located turned{new_buffer(product_of(result)), result[0], result[1], false, 1, 0};
    emit(make_transpose(at.buffer, turned.buffer, result[0], result[1]));
    at = turned;
  }
  at.channels = result[0];
  at.length = result[1];
  at.flattened = false;
  located_[node.output] = at;
}

void Lowering::lower_quantize(const Node& node) {
  const Located in = as_float(locate(node.inputs[0]));
  Located out = like(in);
  out.scale = node.attributes.scale;
  out.zero_point = node.attributes.zero_point;
  Buffer& buffer = plan_.buffers[static_cast<std::size_t>(out.buffer)];
  buffer.is_uint8 = true;
  buffer.pad_value = static_cast<std::uint8_t>(out.zero_point);
  emit(make_quantize(in.buffer, out.buffer, out.scale, out.zero_point));
  located_[node.output] = out;
}

Plan lower(Graph graph, const Kernels& kernels) {
  return Lowering(std::move(graph), kernels).run();
}

}  // namespace rwave::infer
