// The network template-rr, for rows of the recipe of that name; models/live.onnx is one. It is narrow, as it
// has to hold on patients it has never seen and twenty-two are few to learn from. Convolutions look at the
// beat's difference from the template; a second branch takes the timings and the QRS's departures, features
// rather than samples, to the decision.
#include <array>
#include <string>

#include "beat/recipes/template_rr_row.h"
#include "learn/networks/layers.h"
#include "learn/networks/registry.h"

namespace rwave::learn {
namespace {

constexpr std::array shape_channels = {16, 16, 24, 32};
constexpr int feature_units = 32;
constexpr int hidden = 32;
constexpr double feature_dropout = 0.2, last_dropout = 0.3;

// BatchNorm follows every convolution and has a bias of its own, so the convolutions have none.
void append_convolution(torch::nn::Sequential& chain, const std::string& number, int inputs, int outputs,
                        int taps, int stride) {
  using namespace torch::nn;
  chain->push_back("conv" + number, unbiased_convolution(inputs, outputs, taps, stride));
  chain->push_back("norm" + number, BatchNorm1d(outputs));
  chain->push_back("relu" + number, relu());
}

torch::nn::Sequential shape_way() {
  torch::nn::Sequential chain;
  chain->push_back("channel", Channel(0, template_rr_channels));
  append_convolution(chain, "1", 1, shape_channels[0], 7, 1);
  for (std::size_t i = 1; i < shape_channels.size(); ++i)
    append_convolution(chain, std::to_string(i + 1), shape_channels[i - 1], shape_channels[i], 5, 2);
  chain->push_back("mean_and_max", MeanAndMax());
  return chain;
}

// A convolution as long as the row is a Linear layer of its values, of which all but the features are 0.
torch::nn::Sequential feature_way(int width) {
  using namespace torch::nn;
  Sequential chain;
  chain->push_back("channel", Channel(1, template_rr_channels));
  chain->push_back("conv", Conv1d(Conv1dOptions(1, feature_units, width).bias(false)));
  chain->push_back("norm", BatchNorm1d(feature_units));
  chain->push_back("relu", relu());
  chain->push_back("mean", GlobalMean());
  chain->push_back("dropout", Dropout(feature_dropout));
  return chain;
}

}  // namespace

Network make_template_rr(const NetworkShape& shape) {
  using namespace torch::nn;
  Network network;
  network->push_back("ways", Branches(shape_way(), feature_way(shape.width)));
  network->push_back("dropout", Dropout(last_dropout));
  network->push_back("fc1", Linear(2 * shape_channels.back() + feature_units, hidden));
  network->push_back("fc_relu1", relu());
  network->push_back("fc2", Linear(hidden, shape.classes));
  return network;
}

}  // namespace rwave::learn
