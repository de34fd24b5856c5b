#include "learn/averaged_weights.h"

#include <algorithm>

namespace rwave::learn {

AveragedWeights::AveragedWeights(const Network& network, double kept) : kept_(kept) {
  if (!on()) return;
  for (const auto& [name, tensor] : network_tensors(network)) {
    if (!tensor.is_floating_point()) continue;  // batch norm's count of batches
    own_.push_back(tensor.detach());
    mean_.emplace_back(name, tensor.detach().clone());
  }
}

void AveragedWeights::follow(std::int64_t step) {
  const torch::NoGradGuard no_gradients;
  const auto n = static_cast<double>(step);
  const double kept = std::min(kept_, (1 + n) / (10 + n));
  for (std::size_t i = 0; i < own_.size(); ++i) mean_[i].second.lerp_(own_[i], 1 - kept);
}

void AveragedWeights::put(const std::function<void()>& all_have_read) {
  if (!on()) return;
  const torch::NoGradGuard no_gradients;
  for (const torch::Tensor& tensor : own_) own_values_.push_back(tensor.clone());
  if (all_have_read) all_have_read();
  for (std::size_t i = 0; i < own_.size(); ++i) own_[i].copy_(mean_[i].second);
}

void AveragedWeights::take_back() {
  const torch::NoGradGuard no_gradients;
  for (std::size_t i = 0; i < own_values_.size(); ++i) own_[i].copy_(own_values_[i]);
  own_values_.clear();
}

}  // namespace rwave::learn
