#pragma once
// A network's verdict on rows, and how well it fits them.

#include <torch/torch.h>

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

// Logits (n, classes) of rows (n, 1, width), in eval mode, without gradients, in batches.
torch::Tensor logits_of(Network& network, const torch::Tensor& x);

Evaluation evaluate_rows(Network& network, const Rows& rows, const TrainOptions& options,
                         const torch::Tensor& weights);

// The greatest logit's class by row.
std::vector<std::uint8_t> classes_of(const torch::Tensor& logits);

Confusion confusion_of(const std::vector<std::string>& classes, const Rows& rows,
                       const std::vector<std::uint8_t>& predicted);

}  // namespace rwave::learn
