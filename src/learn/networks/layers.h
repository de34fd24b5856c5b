#pragma once
// Layers: stages that libtorch does not have, and the groups of stages that several networks share.

#include <torch/torch.h>

#include <string>

#include "learn/networks/registry.h"

namespace rwave::learn {

// y = relu(shortcut(x) + body(x)): He 2015. Without a shortcut stage the input itself is added.
// Body and shortcut must give one shape.
class ResidualImpl : public torch::nn::Module {
 public:
  explicit ResidualImpl(torch::nn::Sequential body);
  // The shortcut stage brings the input to the body's shape: a convolution of one tap, as a rule.
  ResidualImpl(torch::nn::Sequential body, torch::nn::Sequential shortcut);
  torch::Tensor forward(const torch::Tensor& x);

  // For what walks a network: export, fused stages.
  const torch::nn::Sequential& body() const { return body_; }
  // Empty where the input itself is added.
  const torch::nn::Sequential& shortcut() const { return shortcut_; }

 private:
  // Registered as modules, so that their parameters are found under these names.
  torch::nn::Sequential body_{nullptr}, shortcut_{nullptr};
};
TORCH_MODULE(Residual);

// Two chains of stages side by side, each (batch, channels, time) -> (batch, features): their features, the
// first's before the second's.
class BranchesImpl : public torch::nn::Module {
 public:
  // Both take the same input; what they give differs in width only.
  BranchesImpl(torch::nn::Sequential first, torch::nn::Sequential second);
  torch::Tensor forward(const torch::Tensor& x);

  const torch::nn::Sequential& first() const { return first_; }
  const torch::nn::Sequential& second() const { return second_; }

 private:
  torch::nn::Sequential first_{nullptr}, second_{nullptr};
};
TORCH_MODULE(Branches);

// (batch, `channels`, time) -> (batch, 1, time): channel `chosen` alone.
class ChannelImpl : public torch::nn::Module {
 public:
  // `channels` is what the input must have; the export needs it.
  ChannelImpl(int chosen, int channels) : chosen_(chosen), channels_(channels) {}
  // A view: nothing is copied.
  torch::Tensor forward(const torch::Tensor& x) { return x.narrow(1, chosen_, 1); }

  // For the export, which writes it as a convolution.
  int chosen() const { return chosen_; }
  int channels() const { return channels_; }

 private:
  int chosen_, channels_;
};
TORCH_MODULE(Channel);

// (batch, channels, time) -> (batch, channels): the greatest value of each channel.
class GlobalMaxImpl : public torch::nn::Module {
 public:
  torch::Tensor forward(const torch::Tensor& x) { return x.amax(2); }
};
TORCH_MODULE(GlobalMax);

// (batch, channels, time) -> (batch, channels): the mean of each channel.
class GlobalMeanImpl : public torch::nn::Module {
 public:
  torch::Tensor forward(const torch::Tensor& x) { return x.mean(2); }
};
TORCH_MODULE(GlobalMean);

// (batch, channels, time) -> (batch, 2 channels): means, then maxima.
class MeanAndMaxImpl : public torch::nn::Module {
 public:
  torch::Tensor forward(const torch::Tensor& x) { return torch::cat({x.mean(2), x.amax(2)}, 1); }
};
TORCH_MODULE(MeanAndMax);

// A convolution without bias, for a BatchNorm that follows and has one; padded so that stride 1 keeps the
// length.
torch::nn::Conv1d unbiased_convolution(int inputs, int outputs, int taps, int stride);

// Two convolutions of 5 taps with BatchNorm, the first with the stride; parallel to them one of a single tap.
Residual normed_block(int inputs, int outputs, int stride);

// Appends the seed network's head, fc1 to fc4: Dropout 0.3 and Linear, inputs -> 1024 -> 256 -> 32 ->
// classes, ReLU between.
void append_seed_head(Network& network, int inputs, int classes);

// Appends the convolutions of the network "small", which the networks bottleneck and encoder share; returns
// how many features they give.
int append_small_body(Network& network, int channels);

// Draws all weights again as Keras does where nothing is said, and as the networks published with it began:
// uniform within sqrt(6 / (inputs + outputs)) (Glorot 2010), biases 0. libtorch's own draws are smaller by
// half for layers as wide as long, and a deep chain without BatchNorm then stands still for epochs.
void draw_as_keras(Network& network);

// In place: the convolution's result is not needed behind it, and a copy would be a pass over memory.
inline torch::nn::ReLU relu() {
  return torch::nn::ReLU(torch::nn::ReLUOptions(true));
}

}  // namespace rwave::learn
