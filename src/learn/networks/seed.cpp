// The report's network: 5,125,125 parameters with 5 classes, 5,125,026 with 2; rows of 187 samples.
#include <array>

#include "learn/networks/layers.h"

namespace rwave::learn {

Network make_seed(const NetworkShape& shape) {
  using namespace torch::nn;
  const std::array channels = {shape.channels, 32, 64, 128, 256};
  constexpr std::array taps = {5, 5, 3, 3};
  Network network;
  for (std::size_t i = 0; i < taps.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    network->push_back("conv" + number, Conv1d(channels[i], channels[i + 1], taps[i]));
    network->push_back("norm" + number, BatchNorm1d(channels[i + 1]));
    network->push_back("relu" + number, relu());
    if (i == 1) network->push_back("pool1", MaxPool1d(3));
    if (i == 3) network->push_back("pool2", AvgPool1d(3));
  }
  network->push_back("flatten", Flatten());
  // Without padding each convolution takes taps - 1 samples, each pool divides by 3.
  // 187 183 179 59 57 55 18.
  const int length = ((shape.width - 4 - 4) / 3 - 2 - 2) / 3;
  append_seed_head(network, 256 * length, shape.classes);
  return network;
}

}  // namespace rwave::learn
