// The network of the main job: residual, small enough to train to a useful score in minutes on two cores.
#include <array>

#include "learn/models/layers.h"

namespace rwave::learn {
namespace {

using namespace torch::nn;

constexpr int stem_channels = 16;
constexpr std::array block_channels = {16, 32, 48, 64};

// BatchNorm follows every convolution and has a bias of its own, so the convolutions have none.
Conv1d convolution(int inputs, int outputs, int taps, int stride) {
  return Conv1d(Conv1dOptions(inputs, outputs, taps).stride(stride).padding(taps / 2).bias(false));
}

Residual block(int inputs, int outputs, int stride) {
  Sequential body;
  body->push_back("conv1", convolution(inputs, outputs, 5, stride));
  body->push_back("norm1", BatchNorm1d(outputs));
  body->push_back("relu", relu());
  body->push_back("conv2", convolution(outputs, outputs, 5, 1));
  body->push_back("norm2", BatchNorm1d(outputs));
  Sequential shortcut;
  shortcut->push_back("conv", convolution(inputs, outputs, 1, stride));
  shortcut->push_back("norm", BatchNorm1d(outputs));
  return Residual(body, shortcut);
}

}  // namespace

Network make_small(const NetworkShape& shape) {
  Network network;
  network->push_back("conv0", convolution(shape.channels, stem_channels, 7, 1));
  network->push_back("norm0", BatchNorm1d(stem_channels));
  network->push_back("relu0", relu());
  network->push_back("pool0", MaxPool1d(2));
  int inputs = stem_channels;
  for (std::size_t i = 0; i < block_channels.size(); ++i) {
    network->push_back("block" + std::to_string(i + 1), block(inputs, block_channels[i], i == 0 ? 1 : 2));
    inputs = block_channels[i];
  }
  network->push_back("mean_and_max", MeanAndMax());
  network->push_back("fc", Linear(2 * inputs, shape.classes));
  return network;
}

}  // namespace rwave::learn
