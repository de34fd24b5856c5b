#include "learn/networks/layers.h"

#include <array>

namespace rwave::learn {

ResidualImpl::ResidualImpl(torch::nn::Sequential body) : body_(register_module("body", std::move(body))) {}

ResidualImpl::ResidualImpl(torch::nn::Sequential body, torch::nn::Sequential shortcut)
    : body_(register_module("body", std::move(body))),
      shortcut_(register_module("shortcut", std::move(shortcut))) {}

torch::Tensor ResidualImpl::forward(const torch::Tensor& x) {
  const torch::Tensor direct = shortcut_.is_empty() ? x : shortcut_->forward(x);
  // In place: autograd needs the sum's sign alone, and the body's result is not read again.
  return body_->forward(x).add_(direct).relu_();
}

BranchesImpl::BranchesImpl(torch::nn::Sequential first, torch::nn::Sequential second)
    : first_(register_module("first", std::move(first))),
      second_(register_module("second", std::move(second))) {}

torch::Tensor BranchesImpl::forward(const torch::Tensor& x) {
  // In the order in which the export writes them.
  return torch::cat({first_->forward(x), second_->forward(x)}, 1);
}

// Half the taps as padding keeps the length at stride 1 for odd numbers of taps, which all callers have.
torch::nn::Conv1d unbiased_convolution(int inputs, int outputs, int taps, int stride) {
  return torch::nn::Conv1d(
      torch::nn::Conv1dOptions(inputs, outputs, taps).stride(stride).padding(taps / 2).bias(false));
}

// The ReLU behind the second norm is the block's own, after the addition (ResidualImpl::forward).
Residual normed_block(int inputs, int outputs, int stride) {
  using namespace torch::nn;
  Sequential body;
  body->push_back("conv1", unbiased_convolution(inputs, outputs, 5, stride));
  body->push_back("norm1", BatchNorm1d(outputs));
  body->push_back("relu", relu());
  body->push_back("conv2", unbiased_convolution(outputs, outputs, 5, 1));
  body->push_back("norm2", BatchNorm1d(outputs));
  Sequential shortcut;
  shortcut->push_back("conv", unbiased_convolution(inputs, outputs, 1, stride));
  shortcut->push_back("norm", BatchNorm1d(outputs));
  return Residual(body, shortcut);
}

void append_seed_head(Network& network, int inputs, int classes) {
  const std::array widths = {inputs, 1024, 256, 32, classes};
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    if (i > 0) network->push_back("fc_relu" + std::to_string(i), relu());
    network->push_back("dropout" + number, torch::nn::Dropout(0.3));
    network->push_back("fc" + number, torch::nn::Linear(widths[i], widths[i + 1]));
  }
}

void draw_as_keras(Network& network) {
  const torch::NoGradGuard no_gradients;
  for (auto& item : network->named_parameters()) {
    torch::Tensor& parameter = item.value();
    // Biases have one dimension; BatchNorm's too, but no network that is drawn so has one.
    if (parameter.dim() > 1)
      torch::nn::init::xavier_uniform_(parameter);
    else
      parameter.zero_();
  }
}

}  // namespace rwave::learn
