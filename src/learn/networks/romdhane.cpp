// A residual network of 14 weight layers trained with focal loss, after Romdhane et al. 2020,
// "Electrocardiogram heartbeat classification based on a deep convolutional neural network and focal loss".
// The widths are not published where we could read them: these are ours, and so is BatchNorm.
#include <array>

#include "learn/networks/layers.h"

namespace rwave::learn {
namespace {

constexpr int stem_channels = 32;
constexpr std::array block_channels = {32, 32, 32, 64, 64, 64};
constexpr std::array block_strides = {1, 2, 1, 2, 1, 2};

}  // namespace

Network make_romdhane(const NetworkShape& shape) {
  using namespace torch::nn;
  Network network;
  network->push_back("conv0", unbiased_convolution(shape.channels, stem_channels, 5, 1));
  network->push_back("norm0", BatchNorm1d(stem_channels));
  network->push_back("relu0", relu());
  network->push_back("pool0", MaxPool1d(2));
  int inputs = stem_channels;
  for (std::size_t i = 0; i < block_channels.size(); ++i) {
    network->push_back("block" + std::to_string(i + 1),
                       normed_block(inputs, block_channels[i], block_strides[i]));
    inputs = block_channels[i];
  }
  network->push_back("mean", GlobalMean());
  network->push_back("fc", Linear(inputs, shape.classes));
  return network;
}

}  // namespace rwave::learn
