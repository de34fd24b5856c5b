#pragma once
// Prediction: the logits and classes that a network gives rows.

#include <torch/torch.h>

#include <functional>

#include <cstdint>
#include <string>
#include <vector>

#include "learn/model/row_tensors.h"
#include "learn/networks/registry.h"
#include "score/confusion.h"

namespace rwave::learn {

// A network's forward pass, however it is carried out.
using Forward = std::function<torch::Tensor(const torch::Tensor&)>;

// Logits (n, classes) of rows (n, channels, width), in eval mode, without gradients, in batches, so that
// memory does not grow with the rows; by the network's own forward pass or another one.
torch::Tensor logits_of(Network& network, const torch::Tensor& x);
torch::Tensor logits_of(Network& network, const Forward& forward, const torch::Tensor& x);

// The class of the greatest logit by row; of equal ones the lowest.
std::vector<std::uint8_t> classes_of(const torch::Tensor& logits);

// The confusion matrix of predictions (one per row) against the rows' own classes.
Confusion confusion_of(const std::vector<std::string>& classes, const Rows& rows,
                       const std::vector<std::uint8_t>& predicted);

}  // namespace rwave::learn
