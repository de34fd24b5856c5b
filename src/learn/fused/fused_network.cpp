#include "learn/fused/fused_network.h"

#include "learn/fused/convolution_stage.h"
#include "learn/fused/stage.h"

namespace rwave::learn {

FusedNetwork::FusedNetwork(const Network& network, FlatParameters* flat, int threads) : network_(network) {
  context_.flat = flat;
  context_.threads = threads;
  // Counted over all chains, so that two dropouts of one network never draw alike.
  std::uint32_t drops = 0;
  stages_ = fused_chain(network, context_, drops);
  drops_ = drops > 0;
}

torch::Tensor FusedNetwork::forward(const torch::Tensor& x) {
  context_.training = network_->is_training();
  // One number per step from libtorch's generator, whose state a checkpoint holds.
  if (context_.training && drops_) {  // without dropout the generator's numbers stay those of --plain
    constexpr std::int64_t numbers = std::int64_t{1} << 32;
    context_.draw =
        static_cast<std::uint32_t>(torch::randint(numbers, {1}, torch::kInt64).item<std::int64_t>());
  }
  return plain_view(run_chain(stages_, {x, {}}, context_)).clone();  // the last stage reuses its memory
}

}  // namespace rwave::learn
