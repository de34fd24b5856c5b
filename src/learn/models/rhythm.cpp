// The shipped network for rows of the recipe "rhythm": narrow, as it has to hold on patients it has never
// seen and twenty-two are few to learn from.
#include <array>
#include <string>

#include "learn/models/layers.h"
#include "learn/models/network.h"

namespace rwave::learn {
namespace {

using namespace torch::nn;

constexpr std::array block_channels = {16, 24, 32};
constexpr double dropout = 0.3;

// BatchNorm follows every convolution and has a bias of its own, so the convolutions have none.
Conv1d convolution(int inputs, int outputs, int taps, int stride) {
  return Conv1d(Conv1dOptions(inputs, outputs, taps).stride(stride).padding(taps / 2).bias(false));
}

Residual block(int inputs, int outputs) {
  Sequential body;
  body->push_back("conv1", convolution(inputs, outputs, 5, 2));
  body->push_back("norm1", BatchNorm1d(outputs));
  body->push_back("relu", relu());
  body->push_back("conv2", convolution(outputs, outputs, 5, 1));
  body->push_back("norm2", BatchNorm1d(outputs));
  Sequential shortcut;
  shortcut->push_back("conv", convolution(inputs, outputs, 1, 2));
  shortcut->push_back("norm", BatchNorm1d(outputs));
  return Residual(body, shortcut);
}

}  // namespace

Network make_rhythm(const NetworkShape& shape) {
  Network network;
  network->push_back("conv0", convolution(shape.channels, block_channels.front(), 7, 1));
  network->push_back("norm0", BatchNorm1d(block_channels.front()));
  network->push_back("relu0", relu());
  int inputs = block_channels.front();
  for (std::size_t i = 0; i < block_channels.size(); ++i) {
    network->push_back("block" + std::to_string(i + 1), block(inputs, block_channels[i]));
    inputs = block_channels[i];
  }
  network->push_back("mean_and_max", MeanAndMax());
  network->push_back("dropout", Dropout(dropout));
  network->push_back("fc", Linear(2 * inputs, shape.classes));
  return network;
}

}  // namespace rwave::learn
