// Concat: values next to each other, by channel or in time.
#include <fmt/format.h>

#include "infer/onnx/attributes.h"
#include "infer/ops/lowering.h"
#include "infer/ops/operator.h"
#include "infer/ops/shape_check.h"
#include "infer/steps/move.h"

namespace rwave::infer {
namespace {

Shape concat_shape(const ShapeCheck& check) {
  check.expect_inputs(1, 1000);
  Shape out = check.value(0);
  const std::int64_t rank = static_cast<std::int64_t>(out.size()) + 1;
  const std::int64_t stated = check.attributes().axis;
  const std::int64_t axis = stated < 0 ? stated + rank : stated;
  if (axis < 1 || axis >= rank) check.fail(fmt::format("axis {} of values with {} dimensions", stated, rank));
  const std::size_t along = static_cast<std::size_t>(axis - 1);
  for (std::size_t i = 1; i < check.node().inputs.size(); ++i) {
    Shape next = check.value(i);
    if (next.size() == out.size()) {
      const std::int64_t sum = out[along] + next[along];
      out[along] = next[along] = sum;
    }
    if (next != out)
      check.fail(fmt::format("rows of shape {} and {} differ in more than axis {}", to_text(check.value(0)),
                             to_text(check.value(i)), axis));
  }
  return out;
}

void concat_lower(Lowering& lowering, const Node& node) {
  const Shape& result = lowering.shape_of(node.output);
  // Values lie channels last: along time parts follow each other as they are, along channels each
  // position takes a piece of every part.
  const bool by_time = result.size() > 1 && (node.attributes.axis == 2 || node.attributes.axis == -1);
  const Located out = lowering.new_value(result);
  std::vector<ConcatPart> parts;
  std::int64_t at = 0;
  for (const std::string& input : node.inputs) {
    const Located in = lowering.in_order(lowering.locate(input));
    const std::int64_t elements = in.channels * in.length;
    if (by_time) {
      parts.push_back({in.buffer, {1, elements, 0, at}});
      at += elements;
    } else {
      parts.push_back({in.buffer, {out.length, elements / out.length, out.channels, at}});
      at += elements / out.length;
    }
  }
  lowering.emit(make_concat(std::move(parts), out.buffer));
  lowering.place(node.output, out);
}

void concat_read(AttributeReader& reader, Attributes& attributes) {
  attributes.axis = reader.integer("axis", 1);
}

void concat_write(AttributeWriter& writer, const Node& node, const Graph&) {
  writer.integer("axis", node.attributes.axis);
}

}  // namespace

extern const Operator concat_operator{Op::concat,   "Concat",     concat_read,
                                      concat_shape, concat_lower, concat_write};

}  // namespace rwave::infer
