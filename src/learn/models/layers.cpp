#include "learn/models/layers.h"

#include <array>

namespace rwave::learn {

ResidualImpl::ResidualImpl(torch::nn::Sequential body) : body_(register_module("body", std::move(body))) {}

ResidualImpl::ResidualImpl(torch::nn::Sequential body, torch::nn::Sequential shortcut)
    : body_(register_module("body", std::move(body))),
      shortcut_(register_module("shortcut", std::move(shortcut))) {}

torch::Tensor ResidualImpl::forward(const torch::Tensor& x) {
  const torch::Tensor direct = shortcut_.is_empty() ? x : shortcut_->forward(x);
  return body_->forward(x).add_(direct).relu_();
}

BesideImpl::BesideImpl(torch::nn::Sequential first, torch::nn::Sequential second)
    : first_(register_module("first", std::move(first))),
      second_(register_module("second", std::move(second))) {}

torch::Tensor BesideImpl::forward(const torch::Tensor& x) {
  return torch::cat({first_->forward(x), second_->forward(x)}, 1);
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

}  // namespace rwave::learn
