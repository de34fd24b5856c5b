#pragma once
// A network made by hand, whose labels are known without training: rows of the recipe "template-rr", of which
// it looks at two timings alone.

#include <array>
#include <filesystem>
#include <vector>

#include "infer/graph_builder.h"
#include "infer/onnx_write.h"

namespace rwave::testing {

inline infer::ModelCard timing_card() {
  infer::ModelCard card;
  card.name = "timing";
  card.recipe = "template-rr";
  card.normalisation = "steady beats";
  card.rate = 100;
  card.channels = 2;
  card.width = 90;
  card.classes = {"N", "S", "V"};
  return card;
}

// N unless a beat comes earlier than exp(-0.1) of the rhythm (timing 0, of which the row's second channel
// holds five times the value): then S, or V where the next one comes later than exp(0.1) of it (timing 1).
inline void write_timing_network(const std::filesystem::path& file,
                                 const infer::ModelCard& card = timing_card()) {
  infer::GraphBuilder b({2, 90});
  std::vector<float> weight(std::size_t{3} * 180, 0.F);
  weight[1 * 180 + 90] = -10;  // S
  weight[2 * 180 + 90] = -10;  // V
  weight[2 * 180 + 91] = 10;
  const std::array<float, 3> bias = {0, -5, -10};
  const infer::Layer scores =
      b.linear(b.flatten(b.input()), "fc", infer::Tensor::of({3, 180}, std::span<const float>(weight)), bias);
  infer::write_onnx(file, b.finish(b.softmax(scores), card));
}

}  // namespace rwave::testing
