#pragma once
// A network's verdict on rows, and how well it fits them.

#include <torch/torch.h>

#include <functional>

#include <cstdint>
#include <string>
#include <vector>

#include "learn/batches.h"
#include "learn/models/network.h"
#include "learn/options.h"
#include "score/confusion.h"

namespace rwave::learn {

struct Evaluation {
  double loss = 0;  // mean over the rows, as in training (weights included)
  std::vector<std::uint8_t>
      predicted;  // the class of the greatest logit, the lowest index where several are equal
};

// A network's forward pass, however it is carried out.
using Forward = std::function<torch::Tensor(const torch::Tensor&)>;

// Logits (n, classes) of rows (n, channels, width), in eval mode, without gradients, in batches.
torch::Tensor logits_of(Network& network, const torch::Tensor& x);
torch::Tensor logits_of(Network& network, const Forward& forward, const torch::Tensor& x);

Evaluation evaluate_logits(const torch::Tensor& logits, const Rows& rows, const TrainOptions& options,
                           const torch::Tensor& weights);

// The greatest logit's class by row.
std::vector<std::uint8_t> classes_of(const torch::Tensor& logits);

Confusion confusion_of(const std::vector<std::string>& classes, const Rows& rows,
                       const std::vector<std::uint8_t>& predicted);

}  // namespace rwave::learn
