#pragma once
// The network that a training begins with: drawn anew, or another's weights with what is to train of them
// (--from): transfer.

#include <torch/torch.h>

#include <cstdint>

#include "beat/beat_set.h"
#include "learn/models/network.h"
#include "learn/options.h"

namespace rwave::learn {

struct Start {
  Network fixed;          // stages that stay as they are, and so are carried out once a row; may be empty
  Network trained;        // the stages that follow
  std::int64_t slow = 0;  // the first so many trainable values of `trained` move at options.body_rate
};

// The shape of the network that these options train on such rows. Without labels (--loss barlow) its outputs
// are a projection of the code and no classes.
NetworkShape shape_of(const TrainOptions& options, int channels, int width, std::size_t classes);

// Draws the weights from the seed, then takes over those of options.from. Stages up to the first that trains
// are `fixed`; with --body drifting none are, and what does not train only keeps its weights. UsageError
// where there are fewer Linear layers than --layers (they are named); Error where the source has other rows.
Start start_of(const TrainOptions& options, const BeatSet& set);

// What the fixed stages make of x (n, channels, width), in eval mode; x itself where there are none.
torch::Tensor through_fixed(const Start& start, const torch::Tensor& x);

// All stages as one network, in eval mode; it shares the weights.
Network joined(const Start& start);

}  // namespace rwave::learn
