// CVxTz's Kaggle baseline: four pairs of convolutions without padding, the maximum over time, two hidden
// Linear layers.
#include <fmt/format.h>

#include <array>

#include "learn/networks/layers.h"

namespace rwave::learn {
namespace {

// Of two convolutions with one pool and one dropout behind them, as the notebook has them.
struct Pair {
  int channels, taps;
  double dropout;
};
constexpr std::array pairs = {Pair{16, 5, 0.1}, Pair{32, 3, 0.1}, Pair{32, 3, 0.1}, Pair{256, 3, 0.2}};

}  // namespace

Network make_cvxtz(const NetworkShape& shape) {
  using namespace torch::nn;
  Network network;
  int inputs = shape.channels;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    for (const char half : {'a', 'b'}) {
      network->push_back(fmt::format("conv{}{}", i + 1, half),
                         Conv1d(inputs, pairs[i].channels, pairs[i].taps));
      network->push_back(fmt::format("relu{}{}", i + 1, half), relu());
      inputs = pairs[i].channels;
    }
    if (i + 1 < pairs.size())
      network->push_back("pool" + number, MaxPool1d(2));
    else
      network->push_back("max", GlobalMax());
    network->push_back("dropout" + number, Dropout(pairs[i].dropout));
  }
  // No padding anywhere: the global maximum takes whatever length is left.
  network->push_back("fc1", Linear(inputs, 64));
  network->push_back("fc_relu1", relu());
  network->push_back("fc2", Linear(64, 64));
  network->push_back("fc_relu2", relu());
  network->push_back("fc3", Linear(64, shape.classes));
  draw_as_keras(network);
  return network;
}

}  // namespace rwave::learn
