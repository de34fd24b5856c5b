#pragma once
// A fused network: a network with what can be fused fused, the same function of the same parameters as the
// network's own forward(), but for rounding and for which values dropout draws.

#include <torch/torch.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "learn/fused/stage.h"
#include "learn/networks/registry.h"

namespace rwave::learn {

// Keeps the memory of one step: a forward pass is followed by its own backward pass, or none.
class FusedNetwork {
 public:
  // `network` keeps its parameters; with `flat`, over them, backward passes write gradients there. Stages
  // that are not known to be fusible run as they are.
  FusedNetwork(const Network& network, FlatParameters* flat, int threads);

  // x (batch, channels, width) -> logits (batch, classes). In training (network->is_training()) a step's
  // draw for dropout comes from libtorch's default generator.
  torch::Tensor forward(const torch::Tensor& x);

  // What the stages share: a process among several sets first_row, add_up and ready here.
  StepContext& context() { return context_; }

 private:
  // The network itself, whose parameters the stages read.
  Network network_;
  StepContext context_;
  std::vector<std::unique_ptr<Stage>> stages_;
  // Whether there is a dropout among them.
  bool drops_ = false;
};

}  // namespace rwave::learn
