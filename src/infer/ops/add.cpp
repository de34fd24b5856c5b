// Add: of two values of the network, or of a constant by channel.
#include <fmt/format.h>

#include "infer/fold.h"
#include "infer/ops/affine.h"
#include "infer/ops/operator.h"
#include "infer/ops/shape_check.h"
#include "infer/pack.h"
#include "infer/steps/pointwise.h"

namespace rwave::infer {

// Only where nothing before could take the constant up: behind a pool, a concatenation or a value
// with two users.
void lower_affine(Lowering& lowering, const Node& node) {
  const Located in = lowering.in_order(lowering.locate(node.inputs[0]));
  const Affine affine = *affine_of(lowering.graph(), node, in.channels);
  const Located out = lowering.like(in);
  lowering.emit(make_scale(in.buffer, out.buffer, in.channels,
                           pack_vector(std::span<const float>(affine.factor), in.channels, 1),
                           pack_vector(std::span<const float>(affine.shift), in.channels, 1)));
  lowering.place(node.output, out);
}

namespace {

bool adds_constant(const Graph& graph, const Node& node) {
  return graph.constants.contains(node.inputs[1]);
}

Shape add_shape(const ShapeCheck& check) {
  check.expect_inputs(2, 2);
  const Shape& x = check.value(0);
  if (!adds_constant(check.graph(), check.node())) {
    const Shape& y = check.value(1);
    if (x != y) check.fail(fmt::format("rows of shape {} and {}; expected the same", to_text(x), to_text(y)));
    return x;
  }
  // One value, or one per channel: (channels, 1) or (features), with or without leading ones.
  const Tensor& added = check.constant(1);
  Shape add_shape = added.shape;
  while (add_shape.size() > x.size() && add_shape.front() == 1) add_shape.erase(add_shape.begin());
  const Shape by_channel = x.size() == 2 ? Shape{x[0], 1} : Shape{x[0]};
  if (add_shape != by_channel && added.elements() != 1)
    check.fail(fmt::format("constant of shape {}; expected one value, or {}", to_text(added.shape),
                           to_text(by_channel)));
  check.expect_weights(1, added.elements());
  return x;
}

void add_lower(Lowering& lowering, const Node& node) {
  if (adds_constant(lowering.graph(), node)) return lower_affine(lowering, node);
  const Located a = lowering.in_order(lowering.locate(node.inputs[0]));
  const Located b = lowering.in_order(lowering.locate(node.inputs[1]));
  const Lowering::Tail tail = lowering.take_tail(node, false, false);
  const Located out = lowering.like(a);
  lowering.emit(make_add(a.buffer, b.buffer, out.buffer, tail.relu));
  lowering.place(tail.output, out);
}

}  // namespace

extern const Operator add_operator{Op::add, "Add", nullptr, add_shape, add_lower};

}  // namespace rwave::infer
