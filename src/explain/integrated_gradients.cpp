#include "explain/attribution.h"
#include "explain/stages.h"

namespace rwave::explain {

// Rows in small batches, all steps of a row at once: as many rows a pass as a training step has.
torch::Tensor integrated_gradients(learn::Network& network, const torch::Tensor& x, const torch::Tensor& y,
                                   int steps) {
  network->eval();
  // At the middles of the steps: the midpoint rule's error falls with the square of their number,
  // that of left or right ends only with the number itself.
  const torch::Tensor share = ((torch::arange(steps, torch::kFloat32) + 0.5) / steps).reshape({steps, 1, 1});
  std::vector<torch::Tensor> parts;
  for (std::int64_t i = 0; i < x.size(0); ++i) {
    const torch::Tensor between = (x[i].unsqueeze(0) * share).requires_grad_();
    const torch::Tensor logits = through(network, between.clone(), 0, network->size());
    const torch::Tensor asked = logits.select(1, y[i].item<std::int64_t>()).sum();
    const torch::Tensor slope = torch::autograd::grad({asked}, {between})[0];
    parts.push_back(x[i] * slope.mean(0));
  }
  return torch::stack(parts).detach();
}

}  // namespace rwave::explain
