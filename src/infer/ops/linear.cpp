// Gemm and MatMul: Linear layers over the features of a row.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "infer/onnx/attributes.h"
#include "infer/ops/operator.h"
#include "infer/ops/product_operator.h"
#include "infer/ops/shape_check.h"
#include "rwave/error.h"

namespace rwave::infer {
namespace {

// k = the order in which the features lie in memory.
WeightView view_of(const Tensor& weights, bool outputs_first, const Located& in) {
  const std::int64_t features = weights.shape[outputs_first ? 1 : 0];
  WeightView view;
  view.cols = weights.shape[outputs_first ? 0 : 1];
  view.stride = outputs_first ? features : 1;
  const std::int64_t step = outputs_first ? 1 : view.cols;
  view.offset.resize(static_cast<std::size_t>(features));
  for (std::int64_t k = 0; k < features; ++k) {
    // A flattened value still lies [length][channels], while the weights count [channels][length].
    // Turning the weights once costs nothing at run time; turning the value would cost for each
    // beat.
    const std::int64_t feature = in.flattened ? k % in.channels * in.length + k / in.channels : k;
    view.offset[static_cast<std::size_t>(k)] = feature * step;
  }
  return view;
}

bool outputs_first(const Node& node) {
  return node.op == Op::gemm && node.attributes.transpose_weight;
}

Shape linear_shape(const ShapeCheck& check) {
  const Node& node = check.node();
  check.expect_inputs(2, node.op == Op::gemm ? 3 : 2);
  const Shape& x = check.value(0);
  if (x.size() != 1)
    check.fail(fmt::format("input of shape (batch, {}); expected (batch, features)", fmt::join(x, ", ")));
  const Tensor& weight = check.constant(1);
  const bool transposed = outputs_first(node);
  if (weight.shape.size() != 2 || weight.shape[transposed ? 1 : 0] != x[0] ||
      weight.shape[transposed ? 0 : 1] < 1)
    check.fail(fmt::format("weight of shape {} does not fit {} features", to_text(weight.shape), x[0]));
  const std::int64_t out = weight.shape[transposed ? 0 : 1];
  check.expect_weights(1, x[0] * out);
  if (node.inputs.size() > 2) check.expect_weights(2, out);
  return {out};
}

void linear_lower(Lowering& lowering, const Node& node) {
  const Tensor& weights = lowering.constant(node, 1);
  const bool transposed = outputs_first(node);
  Located in = lowering.locate(node.inputs[0]);
  // Panels of int8 weights are made of outputs' rows only.
  if (!transposed || !runs_in_int8(weights, weights.shape[1])) in = lowering.as_float(in);
  ProductShape product;
  product.linear = true;
  emit_product(lowering, node, product, view_of(weights, transposed, in), in, weights);
}

void read_gemm(AttributeReader& reader, Attributes& attributes) {
  attributes.alpha = reader.real("alpha", 1);
  attributes.beta = reader.real("beta", 1);
  attributes.transpose_weight = reader.integer("transB", 0) != 0;
  if (reader.integer("transA", 0) != 0) throw Error(fmt::format("{}: transA is not known", reader.label()));
}

void write_gemm(AttributeWriter& writer, const Node& node, const Graph&) {
  writer.integer("transB", node.attributes.transpose_weight ? 1 : 0);
  writer.real("alpha", node.attributes.alpha);
  writer.real("beta", node.attributes.beta);
}

}  // namespace

extern const Operator gemm_operator{
    Op::gemm, "Gemm", read_gemm, linear_shape, linear_lower, write_gemm, weights_at_each_position};
extern const Operator matmul_operator{
    Op::matmul, "MatMul", nullptr, linear_shape, linear_lower, nullptr, weights_at_each_position};

}  // namespace rwave::infer
