// The network of the main job: residual, small enough to train to a useful score in minutes on two cores.
#include <array>

#include "learn/networks/layers.h"

namespace rwave::learn {
namespace {

constexpr int first_channels = 16;
constexpr std::array stage_channels = {16, 32, 48, 64};

}  // namespace

// BatchNorm follows each convolution and has a bias of its own, so the convolutions have none.
int append_small_body(Network& network, int channels) {
  using namespace torch::nn;
  network->push_back("conv0", unbiased_convolution(channels, first_channels, 7, 1));
  network->push_back("norm0", BatchNorm1d(first_channels));
  network->push_back("relu0", relu());
  network->push_back("pool0", MaxPool1d(2));
  int inputs = first_channels;
  for (std::size_t i = 0; i < stage_channels.size(); ++i) {
    network->push_back("block" + std::to_string(i + 1),
                       normed_block(inputs, stage_channels[i], i == 0 ? 1 : 2));
    inputs = stage_channels[i];
  }
  network->push_back("mean_and_max", MeanAndMax());
  return 2 * inputs;
}

Network make_small(const NetworkShape& shape) {
  Network network;
  const int features = append_small_body(network, shape.channels);
  network->push_back("fc", torch::nn::Linear(features, shape.classes));
  return network;
}

}  // namespace rwave::learn
