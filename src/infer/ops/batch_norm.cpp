// BatchNormalization in inference: one factor and one shift for each channel.
#include <fmt/format.h>

#include "infer/onnx/attributes.h"
#include "infer/ops/affine.h"
#include "infer/ops/operator.h"
#include "infer/ops/shape_check.h"
#include "rwave/error.h"

namespace rwave::infer {
namespace {

Shape batch_norm_shape(const ShapeCheck& check) {
  check.expect_inputs(5, 5);
  const Shape& x = check.value(0);
  for (std::size_t i = 1; i < 5; ++i) check.expect_weights(i, x[0]);
  if (!(check.attributes().epsilon >= 0)) check.fail("epsilon must not be negative");
  return x;
}

void batch_norm_read(AttributeReader& reader, Attributes& attributes) {
  attributes.epsilon = reader.real("epsilon", 1e-5F);
  reader.ignore("momentum");  // matters in training only
  reader.ignore("spatial");   // before opset 9
  if (reader.integer("training_mode", 0) != 0)
    throw Error(fmt::format("{}: it is in training mode; export the model for inference", reader.label()));
}

void batch_norm_write(AttributeWriter& writer, const Node& node, const Graph&) {
  writer.real("epsilon", node.attributes.epsilon);
}

}  // namespace

extern const Operator batch_norm_operator{Op::batch_norm,   "BatchNormalization", batch_norm_read,
                                          batch_norm_shape, lower_affine,         batch_norm_write};

}  // namespace rwave::infer
