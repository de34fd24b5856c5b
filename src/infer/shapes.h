#pragma once
// The shape of every value of a graph, and with it the check that the graph makes sense.

#include <map>
#include <string>

#include "infer/graph.h"

namespace rwave::infer {

// Bounds that no network for beats comes near and no crafted file gets past.
// Of one value, one row.
inline constexpr std::int64_t max_row_elements = 1 << 20;
// Of one constant.
inline constexpr std::int64_t max_constant_elements = 1 << 28;
// Of a convolution's weights made dense.
inline constexpr std::int64_t max_spread_elements = 1 << 24;
inline constexpr std::size_t max_nodes = 10'000;

using Shapes = std::map<std::string, Shape, std::less<>>;

// The shape of the input and of every node's result. Checks that each node comes after what it takes, that
// constants are there and of the right type and shape, that no name is given twice, that sizes stay within
// the bounds above, and that the output has the shape stated (an empty one is not compared). Throws Error
// naming the node, what it found and what it expected.
Shapes infer_shapes(const Graph& graph);

}  // namespace rwave::infer
