#pragma once
// Lowering of convolutions and Linear layers: both are one matrix product with packed weights.

#include "infer/ops/lowering.h"
#include "infer/pack.h"
#include "infer/steps/product.h"

namespace rwave::infer {

// Whether weights of that depth (weights a result takes) can run on bytes: they are int8, and the kernels'
// 32-bit sums cannot overflow.
bool runs_in_int8(const Tensor& weights, std::int64_t depth);

// Packs the weights and appends the product, with what follows it (an addition, a ReLU, a rounding) made part
// of it. `shape` says where a row's patches lie; the rest of it is filled in here. `in` is bytes only where
// runs_in_int8().
void emit_product(Lowering& lowering, const Node& node, ProductShape shape, const WeightView& view,
                  const Located& in, const Tensor& weights);

// Multiply-adds of a layer that takes each of its weights once for every position of its result.
std::int64_t weights_at_each_position(const Graph& graph, const Node& node, const Shape& result);

}  // namespace rwave::infer
