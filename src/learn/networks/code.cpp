// How few values carry a beat's class: the convolutions of "small" and behind them a code of a width to
// choose.
#include "learn/networks/layers.h"

namespace rwave::learn {

// features -> code -> 32 -> classes: the code itself is linear, and what follows can part classes that lie on
// one line, so that the code's width is all that limits.
Network make_bottleneck(const NetworkShape& shape) {
  using namespace torch::nn;
  Network network;
  const int features = append_small_body(network, shape.channels);
  network->push_back("fc_code", Linear(features, shape.code));
  network->push_back("fc_hidden", Linear(shape.code, 32));
  network->push_back("fc_relu", relu());
  network->push_back("fc", Linear(32, shape.classes));
  return network;
}

// features -> code -> outputs: the last layer is the projection that Barlow Twins compares, which is thrown
// away afterwards, or a linear classifier on the code.
Network make_encoder(const NetworkShape& shape) {
  using namespace torch::nn;
  Network network;
  const int features = append_small_body(network, shape.channels);
  network->push_back("fc_code", Linear(features, shape.code));
  network->push_back("fc_relu", relu());
  network->push_back("fc", Linear(shape.code, shape.classes));
  return network;
}

}  // namespace rwave::learn
