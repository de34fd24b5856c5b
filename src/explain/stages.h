#pragma once
// A network as the chain of stages it is: their names, what each of them makes of rows, and where in time.

#include <torch/torch.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "learn/networks/registry.h"

namespace rwave::explain {

// Names of all stages, in order.
std::vector<std::string> stage_names(const learn::Network& network);

// The place of the stage of that name; UsageError listing the names where there is none.
std::size_t stage_named(const learn::Network& network, const std::string& name);

// The layers that a reader of a network's picture knows: convolutions, blocks, pools and Linear layers,
// without batch norms, activations, dropouts and flattenings.
std::vector<std::string> main_layers(const learn::Network& network);

// The last stage that is or holds a convolution; nothing where there is none (a multilayer perceptron).
std::optional<std::size_t> find_convolution(const learn::Network& network);

// The same; UsageError where there is none.
std::size_t last_convolution(const learn::Network& network);

// Stages [from, to) one after the other.
torch::Tensor through(learn::Network& network, torch::Tensor x, std::size_t from, std::size_t to);

// What stage `stage` makes of rows x (n, channels, width): (n, ...) as the stage gives it, in eval mode,
// without gradients, in batches.
torch::Tensor stage_output(learn::Network& network, const torch::Tensor& x, std::size_t stage);

// Where a stage's positions lie on the row: position t has its middle at sample first + t * step. From the
// taps, strides and paddings before it; of stages side by side the first counts.
struct TimeAxis {
  // Sample of the row at the middle of position 0, and samples from one position to the next.
  double first = 0;
  double step = 1;
};
TimeAxis time_axis(const learn::Network& network, std::size_t stage);

}  // namespace rwave::explain
