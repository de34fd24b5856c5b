#include "infer/ops/lowering.h"

#include <utility>

#include "infer/fold.h"
#include "infer/ops/operator.h"
#include "infer/steps/move.h"
#include "infer/steps/pointwise.h"

namespace rwave::infer {

// Folding first, then shapes again: what follows sees only products, pools, activations and the few
// additions that are left.
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
  const Located at = new_value(graph_.input.shape);
  plan_.row_values = at.channels * at.length;
  emit(make_read_input(at.buffer, at.channels, at.length));
  place(graph_.input.name, at);
  for (const Node& node : graph_.nodes)
    if (!done_.contains(&node)) operator_of(node.op).lower(*this, node);
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

Located Lowering::new_value(const Shape& shape) {
  const std::int64_t length = shape.size() > 1 ? shape[1] : 1;
  return {new_buffer(shape[0] * length), shape[0], length, false, 1, 0};
}

Located Lowering::like(const Located& at) {
  Located out = at;
  out.buffer = new_buffer(at.channels * at.length);
  return out;
}

Located Lowering::rounded(Located at, const Node& quantize) {
  at.scale = quantize.attributes.scale;
  at.zero_point = quantize.attributes.zero_point;
  buffer(at).is_uint8 = true;
  buffer(at).pad_value = static_cast<std::uint8_t>(at.zero_point);
  return at;
}

Located Lowering::as_float(Located at) {
  if (!is_uint8(at)) return at;
  const Located out = like(at);
  emit(make_dequantize(at.buffer, out.buffer, at.scale, at.zero_point));
  return out;
}

// For steps that need a value in its logical order. Most do not, and never pay for it.
Located Lowering::in_order(Located at) {
  at = as_float(at);
  if (!at.flattened) return at;
  const Located out = new_value({at.channels * at.length});
  emit(make_transpose(at.buffer, out.buffer, at.length, at.channels));
  return out;
}

// Weights that are packed are freed at once: a network would need its weights twice while it is
// planned.
void Lowering::drop_constants(const Node& node) {
  for (std::size_t i = 1; i < node.inputs.size(); ++i)
    if (--uses_[node.inputs[i]] == 0) graph_.constants.erase(node.inputs[i]);
}

// The one node that takes the value, or null.
const Node* Lowering::only_taker(const std::string& value) const {
  const auto found = takers_.find(value);
  return found != takers_.end() && uses_.at(value) == 1 ? found->second.front() : nullptr;
}

// What follows a product and has no other reader is done while its sums are in registers.
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

}  // namespace rwave::infer
