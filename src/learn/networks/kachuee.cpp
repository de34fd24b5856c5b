// Kachuee, Fazeli, Sarrafzadeh 2018, "ECG Heartbeat Classification: A Deep Transferable Representation".
// 53,957 parameters with one hidden Linear layer (the paper's 13 weight layers), 55,013 with two; 5 classes.
#include "learn/networks/layers.h"

namespace rwave::learn {
namespace {

constexpr int kachuee_channels = 32;

// Padding 2 keeps the length, so that the input can be added: the paper's figure shows it so.
torch::nn::Sequential block_body() {
  using namespace torch::nn;
  Sequential body;
  body->push_back("conv1", Conv1d(Conv1dOptions(kachuee_channels, kachuee_channels, 5).padding(2)));
  body->push_back("relu", relu());
  body->push_back("conv2", Conv1d(Conv1dOptions(kachuee_channels, kachuee_channels, 5).padding(2)));
  return body;
}

Network make(const NetworkShape& shape, int hidden_layers) {
  using namespace torch::nn;
  Network network;
  network->push_back("conv0", Conv1d(shape.channels, kachuee_channels, 5));
  int length = shape.width - 4;
  for (int block = 1; block <= 5; ++block) {
    network->push_back("block" + std::to_string(block), Residual(block_body()));
    network->push_back("pool" + std::to_string(block), MaxPool1d(MaxPool1dOptions(5).stride(2)));
    length = (length - 5) / 2 + 1;  // 183 90 43 20 8 2
  }
  network->push_back("flatten", Flatten());
  int inputs = kachuee_channels * length;
  for (int layer = 1; layer <= hidden_layers; ++layer) {
    network->push_back("fc" + std::to_string(layer), Linear(inputs, 32));
    network->push_back("fc_relu" + std::to_string(layer), relu());
    inputs = 32;
  }
  network->push_back("fc" + std::to_string(hidden_layers + 1), Linear(inputs, shape.classes));
  draw_as_keras(network);
  return network;
}

}  // namespace

Network make_kachuee(const NetworkShape& shape) {
  return make(shape, 1);
}
Network make_kachuee2(const NetworkShape& shape) {
  return make(shape, 2);
}

}  // namespace rwave::learn
