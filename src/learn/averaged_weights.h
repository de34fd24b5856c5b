#pragma once
// The mean of a network's weights over the steps of its training (Polyak 1992; exponential as in Tarvainen
// 2017): what it would be at a lower rate, without the lower rate's slowness.

#include <torch/torch.h>

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "learn/models/network.h"

namespace rwave::learn {

// Follows a network's parameters and batch norm's running statistics.
class AveragedWeights {
 public:
  // `kept`: the share of the mean that a step leaves, below 1; 0 = no mean at all.
  AveragedWeights(const Network& network, double kept);

  bool on() const { return kept_ > 0; }

  // After step number `step` of the training, from 1: early ones count for more, as the mean of the first few
  // is still that of the weights drawn.
  void follow(std::int64_t step);

  // Gives the network its mean. `all_have_read`: waits for the other processes, where several do the same
  // with weights that lie in common memory.
  void put(const std::function<void()>& all_have_read = {});

  // The network's own values again.
  void take_back();

  // The mean, by the network's names, for checkpoints; they share its memory. Empty where there is none.
  const std::vector<std::pair<std::string, torch::Tensor>>& tensors() const { return mean_; }

 private:
  double kept_;
  std::vector<torch::Tensor> own_;                           // the network's, sharing its memory
  std::vector<torch::Tensor> own_values_;                    // their values, while the network has the mean
  std::vector<std::pair<std::string, torch::Tensor>> mean_;  // in the same order
};

// While it lives, the network holds its mean.
class WithMean {
 public:
  explicit WithMean(AveragedWeights& weights, const std::function<void()>& all_have_read = {})
      : weights_(weights) {
    weights_.put(all_have_read);
  }
  ~WithMean() { weights_.take_back(); }
  WithMean(const WithMean&) = delete;
  WithMean& operator=(const WithMean&) = delete;

 private:
  AveragedWeights& weights_;
};

}  // namespace rwave::learn
