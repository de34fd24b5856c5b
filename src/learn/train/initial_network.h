#pragma once
// The network that a training begins with: random weights, or another network's and which of them are to
// train (--from: transfer).

#include <torch/torch.h>

#include <cstdint>

#include "beat/beat_set.h"
#include "learn/networks/registry.h"
#include "learn/options/train_options.h"

namespace rwave::learn {

// Split once, when a training begins.
struct InitialNetwork {
  // Stages that stay as they are, and so are carried out once per row, before the training; may be empty.
  Network frozen;
  // The stages that follow.
  Network trained;
  // Number of the first trainable values of `trained` that move at options.transfer.body_rate.
  std::int64_t body_values = 0;
};

// Draws the weights from the seed, then takes over those of options.transfer.from. Stages up to the first
// that trains are `frozen`; with --body frozen-bn-updated none are: what does not train keeps its weights,
// but its batch norms' statistics follow the new rows. UsageError where there are fewer Linear layers than
// --layers (they are named); Error where the source has other rows.
InitialNetwork initial_network(const TrainOptions& options, const BeatSet& set);

// What the frozen stages make of x (n, channels, width), in eval mode; x itself where there are none.
torch::Tensor through_frozen(const InitialNetwork& start, const torch::Tensor& x);

// All stages as one network, in eval mode; it shares the weights.
Network whole_network(const InitialNetwork& start);

}  // namespace rwave::learn
