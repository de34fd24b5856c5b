// Relu, Sigmoid, Softmax: functions of the values where they lie.
#include "infer/onnx/attributes.h"
#include "infer/ops/lowering.h"
#include "infer/ops/operator.h"
#include "infer/ops/shape_check.h"
#include "infer/steps/pointwise.h"

namespace rwave::infer {
namespace {

Shape unchanged(const ShapeCheck& check) {
  check.expect_inputs(1, 1);
  return check.value(0);
}

Shape softmax_shape(const ShapeCheck& check) {
  const Shape x = unchanged(check);
  if (x.size() != 1 || (check.attributes().axis != 1 && check.attributes().axis != -1))
    // Over another axis it would need values of several positions at once, which no network of ECG
    // beats was seen to do.
    check.fail("known only over the features of (batch, features)");
  return x;
}

// Values keep their places; a softmax over features does not ask for their order either.
template <std::unique_ptr<Step> (*make_step)(int in, int out)>
void activation_lower(Lowering& lowering, const Node& node) {
  const Located in = lowering.as_float(lowering.locate(node.inputs[0]));
  const Located out = lowering.like(in);
  lowering.emit(make_step(in.buffer, out.buffer));
  lowering.place(node.output, out);
}

void read_softmax(AttributeReader& reader, Attributes& attributes) {
  attributes.axis = reader.integer("axis", -1);
}

void write_softmax(AttributeWriter& writer, const Node& node, const Graph&) {
  writer.integer("axis", node.attributes.axis);
}

}  // namespace

extern const Operator relu_operator{Op::relu, "Relu", nullptr, unchanged, activation_lower<make_relu>};
extern const Operator sigmoid_operator{Op::sigmoid, "Sigmoid", nullptr, unchanged,
                                       activation_lower<make_sigmoid>};
extern const Operator softmax_operator{
    Op::softmax, "Softmax", read_softmax, softmax_shape, activation_lower<make_softmax>, write_softmax};

}  // namespace rwave::infer
