// sajiddeboss's Kaggle notebook: the seed network's convolutions without BatchNorm, then the mean over time
// instead of the flattening, so that its head starts at 256 inputs.
#include "learn/networks/layers.h"

namespace rwave::learn {

Network make_sajiddeboss(const NetworkShape& shape) {
  using namespace torch::nn;
  Network network;
  network->push_back("conv1", Conv1d(shape.channels, 32, 5));
  network->push_back("relu1", relu());
  network->push_back("conv2", Conv1d(32, 64, 5));
  network->push_back("relu2", relu());
  network->push_back("pool1", MaxPool1d(3));
  network->push_back("conv3", Conv1d(64, 128, 3));
  network->push_back("relu3", relu());
  network->push_back("conv4", Conv1d(128, 256, 3));
  network->push_back("relu4", relu());
  network->push_back("mean", GlobalMean());
  append_seed_head(network, 256, shape.classes);
  draw_as_keras(network);
  return network;
}

}  // namespace rwave::learn
