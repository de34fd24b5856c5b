#include "learn/optim/moving_average.h"

#include <algorithm>

namespace rwave::learn {

MovingAverage::MovingAverage(const Network& network, double decay) : decay_(decay) {
  if (!on()) return;
  for (const auto& [name, tensor] : network_tensors(network)) {
    // A count has no average; the network keeps its own.
    if (!tensor.is_floating_point()) continue;  // batch norm's count of batches
    own_.push_back(tensor.detach());
    mean_.emplace_back(name, tensor.detach().clone());
  }
}

void MovingAverage::follow(std::int64_t step) {
  const torch::NoGradGuard no_gradients;
  const auto n = static_cast<double>(step);
  const double decay = std::min(decay_, (1 + n) / (10 + n));
  for (std::size_t i = 0; i < own_.size(); ++i) mean_[i].second.lerp_(own_[i], 1 - decay);
}

// The wait is between reading and writing: with weights in shared memory another process would otherwise keep
// this one's average as its own values.
void MovingAverage::apply(const std::function<void()>& all_have_read) {
  if (!on()) return;
  const torch::NoGradGuard no_gradients;
  for (const torch::Tensor& tensor : own_) own_values_.push_back(tensor.clone());
  if (all_have_read) all_have_read();
  for (std::size_t i = 0; i < own_.size(); ++i) own_[i].copy_(mean_[i].second);
}

void MovingAverage::restore() {
  const torch::NoGradGuard no_gradients;
  for (std::size_t i = 0; i < own_values_.size(); ++i) own_[i].copy_(own_values_[i]);
  own_values_.clear();
}

}  // namespace rwave::learn
