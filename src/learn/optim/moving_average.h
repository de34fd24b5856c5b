#pragma once
// Exponential moving average (EMA) of a network's weights over the steps of its training (Polyak 1992,
// Tarvainen 2017): what they would be at a lower learning rate, without the lower rate's slowness.

#include <torch/torch.h>

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "learn/networks/registry.h"

namespace rwave::learn {

// Follows a network's parameters and batch norm's running statistics.
class MovingAverage {
 public:
  // `decay`: the share of the average that a step keeps, below 1; 0 = no average at all.
  MovingAverage(const Network& network, double decay);

  // Whether there is an average at all; without one all of this costs nothing.
  bool on() const { return decay_ > 0; }

  // After step number `step` of the training, from 1: average = d average + (1 - d) weights, with d the decay
  // or (1 + step) / (10 + step) where that is less, as the average of the first few is still that of the
  // weights drawn.
  void follow(std::int64_t step);

  // Gives the network its average. `all_have_read`: waits for the other processes, where several do the same
  // with weights that lie in common memory.
  void apply(const std::function<void()>& all_have_read = {});

  // Gives the network its own values back.
  void restore();

  // The average, by the network's names, for checkpoints; they share its memory. Empty where there is none.
  const std::vector<std::pair<std::string, torch::Tensor>>& tensors() const { return mean_; }

 private:
  // Share of the average that a step keeps.
  double decay_;
  // The network's tensors, sharing its memory.
  std::vector<torch::Tensor> own_;
  // Their values, while the network has the average.
  std::vector<torch::Tensor> own_values_;
  // The average, in the same order.
  std::vector<std::pair<std::string, torch::Tensor>> mean_;
};

// While it lives, the network holds its average: validation and saving look at that.
class WithMovingAverage {
 public:
  explicit WithMovingAverage(MovingAverage& weights, const std::function<void()>& all_have_read = {})
      : weights_(weights) {
    weights_.apply(all_have_read);
  }
  ~WithMovingAverage() { weights_.restore(); }
  WithMovingAverage(const WithMovingAverage&) = delete;
  WithMovingAverage& operator=(const WithMovingAverage&) = delete;

 private:
  MovingAverage& weights_;
};

}  // namespace rwave::learn
