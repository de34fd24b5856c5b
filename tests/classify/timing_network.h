#pragma once
// A network made by hand, whose labels are known without training: rows of the recipe "rhythm", of which it
// looks at two timings alone.

#include <array>
#include <filesystem>
#include <vector>

#include "infer/graph_builder.h"
#include "infer/onnx_write.h"

namespace rwave::testing {

inline infer::ModelCard timing_card() {
  infer::ModelCard card;
  card.name = "timing";
  card.recipe = "rhythm";
  card.normalisation = "patient";
  card.rate = 100;
  card.channels = 7;
  card.width = 90;
  card.classes = {"N", "S", "V"};
  return card;
}

// N unless a beat comes earlier than exp(-0.1) of the rhythm (channel 1): then S, or V where the next one
// comes later than exp(0.1) of it (channel 2).
inline void write_timing_network(const std::filesystem::path& file,
                                 const infer::ModelCard& card = timing_card()) {
  infer::GraphBuilder b({7, 90});
  std::vector<float> weight(3 * 7, 0.F);
  weight[1 * 7 + 1] = -50;  // S
  weight[2 * 7 + 1] = -50;  // V
  weight[2 * 7 + 2] = 50;
  const std::array<float, 3> bias = {0, -5, -10};
  const infer::Layer means = b.flatten(b.global_average_pool(b.input()));
  const infer::Layer scores =
      b.linear(means, "fc", infer::Tensor::of({3, 7}, std::span<const float>(weight)), bias);
  infer::write_onnx(file, b.finish(b.softmax(scores), card));
}

}  // namespace rwave::testing
