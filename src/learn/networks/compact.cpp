// The compact family: residual blocks in four stages, each of which halves the time but the first, and has
// --breadth channels more than the one before: where a row is long its channels are few, so that each stage
// costs about the same. Parameters and arithmetic grow with the square of --breadth; --depth adds blocks.
#include <fmt/format.h>

#include "learn/networks/layers.h"

namespace rwave::learn {
namespace {

constexpr int stages = 4;
constexpr double dropout = 0.2;

}  // namespace

Network make_compact(const NetworkShape& shape) {
  using namespace torch::nn;
  Network network;
  int inputs = shape.breadth;
  network->push_back("conv0", unbiased_convolution(shape.channels, inputs, 7, 1));
  network->push_back("norm0", BatchNorm1d(inputs));
  network->push_back("relu0", relu());
  network->push_back("pool0", MaxPool1d(2));
  for (int stage = 1; stage <= stages; ++stage) {
    const int outputs = stage * shape.breadth;
    for (int block = 0; block < shape.depth; ++block) {
      network->push_back(fmt::format("block{}{}", stage, static_cast<char>('a' + block)),
                         normed_block(inputs, outputs, stage > 1 && block == 0 ? 2 : 1));
      inputs = outputs;
    }
  }
  network->push_back("mean_and_max", MeanAndMax());
  network->push_back("dropout", Dropout(dropout));
  network->push_back("fc", Linear(2 * inputs, shape.classes));
  return network;
}

}  // namespace rwave::learn
