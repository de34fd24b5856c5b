#pragma once
// Networks made by hand for rows of 187 samples: what they answer can be foretold.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "infer/graph_builder.h"
#include "infer/onnx_write.h"

namespace rwave::testing {

// Class c's logit is slopes[c] times the sum of the row plus biases[c].
inline infer::Graph level_network(const std::vector<float>& slopes, const std::vector<float>& biases,
                                  std::optional<infer::ModelCard> card) {
  std::vector<float> weights;
  for (const float slope : slopes) weights.insert(weights.end(), 187, slope);
  infer::GraphBuilder builder({1, 187});
  const infer::Layer flat = builder.flatten(builder.input());
  const auto classes = static_cast<std::int64_t>(slopes.size());
  const infer::Layer logits =
      builder.linear(flat, "fc", infer::Tensor::of({classes, 187}, std::span<const float>(weights)),
                     std::span<const float>(biases));
  return builder.finish(builder.softmax(logits), std::move(card));
}

}  // namespace rwave::testing
