// The shipped network for rows of the recipe "rhythm": narrow, as it has to hold on patients it has never
// seen and twenty-two are few to learn from. The timings are the same at every instant of a row, so beside
// the convolutions, which look for shapes, a second way takes the row's means straight to the decision.
#include <array>
#include <string>

#include "learn/models/layers.h"
#include "learn/models/network.h"

namespace rwave::learn {
namespace {

using namespace torch::nn;

constexpr std::array channels = {16, 16, 24, 32};
constexpr int timing_features = 16;
constexpr int hidden = 32;
constexpr double dropout = 0.3;

// BatchNorm follows every convolution and has a bias of its own, so the convolutions have none.
void append_convolution(Sequential& chain, const std::string& number, int inputs, int outputs, int taps,
                        int stride) {
  chain->push_back("conv" + number,
                   Conv1d(Conv1dOptions(inputs, outputs, taps).stride(stride).padding(taps / 2).bias(false)));
  chain->push_back("norm" + number, BatchNorm1d(outputs));
  chain->push_back("relu" + number, relu());
}

Sequential shape_way(int inputs) {
  Sequential chain;
  append_convolution(chain, "1", inputs, channels[0], 7, 1);
  for (std::size_t i = 1; i < channels.size(); ++i)
    append_convolution(chain, std::to_string(i + 1), channels[i - 1], channels[i], 5, 2);
  chain->push_back("mean_and_max", MeanAndMax());
  return chain;
}

Sequential timing_way(int inputs) {
  Sequential chain;
  append_convolution(chain, "", inputs, timing_features, 1, 1);
  chain->push_back("mean", GlobalMean());
  return chain;
}

}  // namespace

Network make_rhythm(const NetworkShape& shape) {
  Network network;
  network->push_back("ways", Beside(shape_way(shape.channels), timing_way(shape.channels)));
  network->push_back("dropout", Dropout(dropout));
  network->push_back("fc1", Linear(2 * channels.back() + timing_features, hidden));
  network->push_back("fc_relu1", relu());
  network->push_back("fc2", Linear(hidden, shape.classes));
  return network;
}

}  // namespace rwave::learn
