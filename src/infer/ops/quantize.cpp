// QuantizeLinear followed by its DequantizeLinear: a value rounded to 8 bits, which the next product reads.
#include <fmt/format.h>

#include "infer/ops/lowering.h"
#include "infer/ops/operator.h"
#include "infer/ops/shape_check.h"
#include "infer/steps/pointwise.h"

namespace rwave::infer {
namespace {

Shape quantize_shape(const ShapeCheck& check) {
  check.expect_inputs(1, 1);
  const Attributes& a = check.attributes();
  if (!(a.scale > 0) || a.zero_point < 0 || a.zero_point > 255)
    check.fail(
        fmt::format("scale {} and zero point {}; expected a scale above 0 and a zero point of 0 to 255",
                    a.scale, a.zero_point));
  return check.value(0);
}

void quantize_lower(Lowering& lowering, const Node& node) {
  const Located in = lowering.as_float(lowering.locate(node.inputs[0]));
  const Located out = lowering.like(in);
  const Located rounded = lowering.rounded(out, node);
  lowering.emit(make_quantize(in.buffer, rounded.buffer, rounded.scale, rounded.zero_point));
  lowering.place(node.output, rounded);
}

}  // namespace

// Two nodes of an ONNX file become one of these, so reading and writing are infer/onnx's own business.
extern const Operator quantize_operator{Op::quantize, "QuantizeLinear", nullptr, quantize_shape,
                                        quantize_lower};

}  // namespace rwave::infer
