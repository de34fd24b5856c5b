#include "learn/optim/tensor_update.h"

namespace rwave::learn {

TensorUpdate::TensorUpdate(torch::Tensor weights, torch::Tensor gradients, torch::Tensor first,
                           torch::Tensor second)
    : weights_(std::move(weights)),
      gradients_(std::move(gradients)),
      first_(std::move(first)),
      second_(std::move(second)),
      rate_(torch::zeros({}, weights_.options())),
      root_(torch::ones({}, weights_.options())),
      shrink_(torch::ones({}, weights_.options())) {}

// By value, not by a copy from the host's memory: the host would have to wait before it changes that.
void TensorUpdate::prepare(const gradient::Update& numbers) {
  rate_.fill_(numbers.rate);
  if (numbers.rule != gradient::Rule::adam) return;
  // Adam alone has bias corrections that change from step to step.
  root_.fill_(numbers.root);
  shrink_.fill_(numbers.shrink);
}

void TensorUpdate::apply(const gradient::Update& n) {
  const torch::NoGradGuard no_gradients;
  // The rules' formulas stand in gradient/update.h; each line here is one of them.
  const torch::Tensor g = n.decay > 0 ? torch::add(gradients_, weights_, n.decay) : gradients_;
  if (second_.defined()) second_.mul_(n.b2).addcmul_(g, g, 1 - n.b2);
  switch (n.rule) {
    case gradient::Rule::sgd:
      first_.mul_(n.b1).add_(g);
      weights_.sub_(first_ * rate_);
      return;
    case gradient::Rule::rmsprop:
      weights_.addcdiv_(g * rate_, second_.sqrt().add_(n.epsilon), -1);
      return;
    case gradient::Rule::adam:
      first_.mul_(n.b1).add_(g, 1 - n.b1);
      weights_.mul_(shrink_).addcdiv_(first_ * rate_, second_.sqrt().mul_(root_).add_(n.epsilon), -1);
      return;
  }
}

}  // namespace rwave::learn
