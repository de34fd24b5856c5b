// Flatten and Reshape, which move nothing where the layout allows: a series flattened stays as it lies.
#include <fmt/format.h>

#include <span>

#include "infer/onnx/attributes.h"
#include "infer/ops/lowering.h"
#include "infer/ops/operator.h"
#include "infer/ops/shape_check.h"
#include "infer/steps/move.h"
#include "rwave/error.h"

namespace rwave::infer {
namespace {

Shape flatten_shape(const ShapeCheck& check) {
  check.expect_inputs(1, 1);
  if (check.attributes().axis != 1) check.fail(fmt::format("axis {}; expected 1", check.attributes().axis));
  return {count_elements(check.value(0), max_row_elements)};
}

Shape reshape_shape(const ShapeCheck& check) {
  check.expect_inputs(2, 2);
  const Shape& x = check.value(0);
  const Tensor& target = check.constant(1);
  if (target.type != ElementType::int64) check.fail("its shape must be int64");
  const std::span<const std::int64_t> wanted = target.int64s();
  // The first entry is the batch: kept (0), what is left over (-1), or 1 in a graph exported for one row.
  if (wanted.size() < 2 || wanted.size() > 3 || wanted[0] < -1 || wanted[0] > 1)
    check.fail(
        fmt::format("to shape {}; expected (batch, features) or (batch, channels, length)", to_text(wanted)));
  Shape out(wanted.begin() + 1, wanted.end());
  const std::int64_t total = count_elements(x, max_row_elements);
  std::int64_t known = 1;
  std::int64_t* open = nullptr;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i] == 0 && i < x.size()) out[i] = x[i];
    if (out[i] == -1 && open == nullptr && wanted[0] != -1) {
      open = &out[i];
      continue;
    }
    if (out[i] < 1 || out[i] > total)
      check.fail(fmt::format("to shape {} from {}", to_text(wanted), to_text(x)));
    known *= out[i];  // at most total squared: far from overflow
  }
  if (open != nullptr) *open = total / known;
  if (count_elements(out, total) != total)
    check.fail(fmt::format("to shape {} from {}", to_text(wanted), to_text(x)));
  return out;
}

void reshape_lower(Lowering& lowering, const Node& node) {
  const Shape& result = lowering.shape_of(node.output);
  Located at = lowering.locate(node.inputs[0]);
  // Both orders are the same.
  const bool one_way = at.channels == 1 || at.length == 1;
  if (result.size() == 1) {
    if (one_way) {
      at.channels *= at.length;
      at.length = 1;
    } else {
      // Noted and not done: the next Linear layer takes its weights in that order.
      at.flattened = true;
    }
    lowering.place(node.output, at);
    return;
  }
  const bool same = at.channels == result[0] && at.length == result[1];
  // ONNX defines a reshape on values that lie channel by channel, and here they lie position by
  // position: they are turned to ONNX's order, read in the new shape, and turned back.
  if (!same && !one_way) {
    at = lowering.as_float(at);
    const Located plain = lowering.new_value({count_elements(result, max_row_elements)});
    lowering.emit(make_transpose(at.buffer, plain.buffer, at.length, at.channels));
    at = plain;
  }
  if (!same && result[0] > 1 && result[1] > 1) {
    at = lowering.as_float(at);
    const Located turned = lowering.new_value(result);
    lowering.emit(make_transpose(at.buffer, turned.buffer, result[0], result[1]));
    at = turned;
  }
  at.channels = result[0];
  at.length = result[1];
  at.flattened = false;
  lowering.place(node.output, at);
}

void read_flatten(AttributeReader& reader, Attributes& attributes) {
  attributes.axis = reader.integer("axis", 1);
}

void write_flatten(AttributeWriter& writer, const Node& node, const Graph&) {
  writer.integer("axis", node.attributes.axis);
}

void read_reshape(AttributeReader& reader, Attributes&) {
  if (reader.integer("allowzero", 0) != 0)
    throw Error(fmt::format("{}: allowzero is not known", reader.label()));
}

}  // namespace

extern const Operator flatten_operator{Op::flatten,   "Flatten",     read_flatten,
                                       flatten_shape, reshape_lower, write_flatten};
extern const Operator reshape_operator{Op::reshape, "Reshape", read_reshape, reshape_shape, reshape_lower};

}  // namespace rwave::infer
