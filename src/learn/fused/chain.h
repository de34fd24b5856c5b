#pragma once
// From a chain of libtorch's stages to one of fused stages.

#include <memory>
#include <vector>

#include "learn/fused/stage.h"
#include "learn/models/network.h"

namespace rwave::learn {

using Chain = std::vector<std::unique_ptr<Stage>>;

// `drops` counts the dropouts met so far, over all chains of a network.
Chain fused_chain(const torch::nn::Sequential& stages, StepContext& context, std::uint32_t& drops);

// How the chain wants a series to come in.
Need need_of(const Chain& chain);

Activation run_chain(const Chain& chain, Activation values, StepContext& context);

}  // namespace rwave::learn
