// A plain multilayer perceptron. The report gives "no good results" and no widths for its own, so this one is
// ours: width -> 256 -> 128 -> classes, ReLU between, nothing else; 81,669 parameters with rows of 187
// samples and 5 classes.
#include "learn/networks/layers.h"

namespace rwave::learn {

Network make_mlp(const NetworkShape& shape) {
  using namespace torch::nn;
  Network network;
  network->push_back("flatten", Flatten());
  network->push_back("fc1", Linear(shape.channels * shape.width, 256));
  network->push_back("fc_relu1", relu());
  network->push_back("fc2", Linear(256, 128));
  network->push_back("fc_relu2", relu());
  network->push_back("fc3", Linear(128, shape.classes));
  return network;
}

}  // namespace rwave::learn
