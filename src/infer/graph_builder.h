#pragma once
// Builds a Graph one layer at a time, as a network's forward pass reads:
//
//   GraphBuilder b({1, 187});
//   Layer x = b.relu(b.batch_norm(b.convolution(b.input(), "conv1", weight, bias), "norm1", ...));
//   Graph graph = b.finish(b.linear(b.flatten(x), "fc1", weight, bias), card);

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "infer/graph.h"

namespace rwave::infer {

// A value of the graph being built: what a layer gives and the next one takes.
struct Layer {
  std::string name;
};

// Window of a convolution or pool, in samples.
struct Window {
  // From one position to the next; padding before the first sample and behind the last.
  std::int64_t stride = 1;
  std::int64_t pad_begin = 0;
  std::int64_t pad_end = 0;
  // Of convolutions: samples from one tap to the next; pools have none.
  std::int64_t dilation = 1;
};

// Names given ("conv1") must be distinct; constants are called after them ("conv1.weight"). Every weight is
// row-major in PyTorch's own order. A wrong shape is found by finish().
class GraphBuilder {
 public:
  // Rows of `row_shape`: {1, 187}.
  explicit GraphBuilder(Shape row_shape);

  Layer input() const { return {graph_.input.name}; }

  // weight: (out, in / group, taps); bias: (out), or empty for none.
  Layer convolution(const Layer& x, const std::string& name, Tensor weight, std::span<const float> bias,
                    const Window& window = {}, std::int64_t group = 1);

  // Each (channels): y = scale (x - mean) / sqrt(variance + epsilon) + shift.
  Layer batch_norm(const Layer& x, const std::string& name, std::span<const float> scale,
                   std::span<const float> shift, std::span<const float> mean, std::span<const float> variance,
                   float epsilon = 1e-5F);

  // x (batch, in), weight (out, in), bias (out) or empty: x weight^T + bias.
  Layer linear(const Layer& x, const std::string& name, Tensor weight, std::span<const float> bias);

  // Layers without weights are named after their operator and place ("Relu_3").
  Layer relu(const Layer& x);
  Layer sigmoid(const Layer& x);
  // Over the features of (batch, features).
  Layer softmax(const Layer& x);
  Layer max_pool(const Layer& x, std::int64_t kernel, const Window& window);
  // The mean of each window; padding counts, as in PyTorch.
  Layer average_pool(const Layer& x, std::int64_t kernel, const Window& window);
  // Over the whole length: (batch, channels, 1).
  Layer global_max_pool(const Layer& x);
  Layer global_average_pool(const Layer& x);
  // Of two results of one shape: a shortcut.
  Layer add(const Layer& x, const Layer& y);
  // axis: 1 joins channels, counted with the batch dimension.
  Layer concat(const std::vector<Layer>& parts, std::int64_t axis = 1);
  // (batch, channels * length), channel after channel.
  Layer flatten(const Layer& x);
  // Any operator without weights: for those that no function above makes.
  Layer node(Op op, const std::vector<Layer>& inputs, const Attributes& attributes = {});

  // The graph whose result is `output`, called "scores". Throws Error where the parts do not fit. Once.
  Graph finish(const Layer& output, std::optional<ModelCard> card = {});

 private:
  // Adds a node and gives its result; the second names it itself.
  Layer append(Op op, const std::string& name, std::vector<std::string> inputs,
               const Attributes& attributes = {});
  Layer append(Op op, std::vector<std::string> inputs, const Attributes& attributes = {});
  // Keeps the constant. Throws Error where two layers have one name.
  std::string constant(const std::string& name, Tensor tensor);

  Graph graph_;
};

}  // namespace rwave::infer
