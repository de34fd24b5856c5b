#pragma once
// Folding: changes of a graph that keep its results and make it cheaper.

#include <optional>
#include <vector>

#include "infer/graph.h"

namespace rwave::infer {

// y = factor x + shift by channel: what BatchNormalization is in inference, and an added constant.
struct Affine {
  std::vector<float> factor;
  std::vector<float> shift;
};

// Nothing where the node is neither. `channels` of its input.
std::optional<Affine> affine_of(const Graph& graph, const Node& node, std::int64_t channels);

// Puts batch norms and added constants into the weights and bias of the convolution or Linear layer before
// them, where nothing else takes that layer's result. Results change by rounding alone; shapes and names
// stay.
void fold_affine(Graph& graph);

// Rounds before a MaxPool instead of after it. Rounding keeps order, so the result is the same; the pool
// then runs on bytes, and the rounding can become part of the layer before.
void round_before_max_pool(Graph& graph);

}  // namespace rwave::infer
