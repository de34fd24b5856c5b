#include <algorithm>

#include "explain/attribution.h"
#include "learn/model/predict.h"

namespace rwave::explain {
namespace {

// Samples between two places asked.
constexpr std::int64_t step = 2;

// Rows x with the samples [from, to) on a straight line between the samples next to them; at an edge of the
// row there is one such sample, whose value is kept.
torch::Tensor bridged(const torch::Tensor& x, std::int64_t from, std::int64_t to) {
  const std::int64_t width = x.size(2);
  const torch::Tensor left = x.select(2, from > 0 ? from - 1 : std::min(to, width - 1)).unsqueeze(2);
  const torch::Tensor right = x.select(2, to < width ? to : std::max<std::int64_t>(from - 1, 0)).unsqueeze(2);
  const torch::Tensor share =
      torch::arange(1, to - from + 1, torch::kFloat32) / static_cast<double>(to - from + 1);
  torch::Tensor changed = x.clone();
  changed.slice(2, from, to).copy_(left + (right - left) * share);
  return changed;
}

torch::Tensor probability(learn::Network& network, const torch::Tensor& x, const torch::Tensor& y) {
  return learn::logits_of(network, x).softmax(1).gather(1, y.unsqueeze(1)).squeeze(1);
}

}  // namespace

torch::Tensor occlusion(learn::Network& network, const torch::Tensor& x, const torch::Tensor& y,
                        std::int64_t window) {
  const std::int64_t width = x.size(2);
  const torch::Tensor whole = probability(network, x, y);
  torch::Tensor lost = torch::zeros({x.size(0), width});
  for (std::int64_t middle = 0; middle < width; middle += step) {
    const std::int64_t from = std::max<std::int64_t>(0, middle - window / 2);
    const std::int64_t to = std::min(width, middle - window / 2 + window);
    lost.select(1, middle).copy_(whole - probability(network, bridged(x, from, to), y));
  }
  for (std::int64_t t = 1; t < width; t += step) {
    lost.select(1, t).copy_(t + 1 < width ? (lost.select(1, t - 1) + lost.select(1, t + 1)) / 2
                                          : lost.select(1, t - 1));
  }
  return lost;
}

}  // namespace rwave::explain
