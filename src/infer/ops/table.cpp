// The table of operators: the one list that reading, checking, planning and writing go through.
#include <algorithm>
#include <array>

#include "infer/ops/operator.h"

namespace rwave::infer {

extern const Operator convolution_operator, batch_norm_operator, relu_operator, sigmoid_operator,
    softmax_operator, max_pool_operator, average_pool_operator, global_max_pool_operator,
    global_average_pool_operator, add_operator, concat_operator, flatten_operator, reshape_operator,
    gemm_operator, matmul_operator, quantize_operator, tree_ensemble_operator;

namespace {

// In the order of Op, which a test checks: operator_of() takes the entry at that place.
constexpr std::array table = {
    &convolution_operator,
    &batch_norm_operator,
    &relu_operator,
    &sigmoid_operator,
    &softmax_operator,
    &max_pool_operator,
    &average_pool_operator,
    &global_max_pool_operator,
    &global_average_pool_operator,
    &add_operator,
    &concat_operator,
    &flatten_operator,
    &reshape_operator,
    &gemm_operator,
    &matmul_operator,
    &quantize_operator,
    &tree_ensemble_operator,
};

}  // namespace

std::span<const Operator* const> operators() {
  return table;
}

const Operator& operator_of(Op op) {
  return *table.at(static_cast<std::size_t>(op));
}

const Operator* operator_named(std::string_view name, std::string_view domain) {
  // ONNX allows both spellings of its own domain.
  if (domain == "ai.onnx") domain = "";
  const auto found = std::ranges::find_if(
      table, [&](const Operator* entry) { return entry->name == name && entry->domain == domain; });
  return found == table.end() ? nullptr : *found;
}

}  // namespace rwave::infer
