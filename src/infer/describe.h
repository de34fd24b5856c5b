#pragma once
// The description of a network, as text and JSON.

#include <nlohmann/json_fwd.hpp>

#include "infer/graph.h"

namespace rwave::infer {

// {"input": shape, "output": shape, "weights": n, "int8_weights": n of them, "multiply_adds": n a beat,
// "layers": [{"name", "operator", "shape"}], "card": the model card or null}. Shapes are of one row.
nlohmann::json describe(const Graph& graph);

// Products and sums of the convolutions and Linear layers, one row: half the floating-point operations.
std::int64_t multiply_adds(const Graph& graph);

}  // namespace rwave::infer
