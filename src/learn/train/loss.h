#pragma once
// Loss functions and class weights.

#include <torch/torch.h>

#include <cstdint>
#include <span>
#include <vector>

#include "learn/model/row_tensors.h"
#include "learn/options/train_options.h"

namespace rwave::learn {

// The weight of each class from its number of training rows n_c:
//   none       1
//   inverse    1 / n_c
//   sqrt       1 / sqrt(n_c)
//   effective  (1 - beta) / (1 - beta^n_c)      the effective number (Cui 2019)
// then scaled so that the mean weight over the training rows is 1: the loss keeps its size, and with it what
// learning rate suits. A class without training rows gets 1; it never meets the loss.
std::vector<double> class_weights(const TrainOptions& options, std::span<const std::int64_t> counts);

// Mean over the batch of the loss of each row; logits (batch, classes), labels (batch) int64, weights
// (classes) float32.
//   cross-entropy  w_y * -sum_c q_c log p_c     q = (1 - s) onehot(y) + s / classes, s the label smoothing
//                                               (Szegedy 2016)
//   focal          w_y * (1 - p_y)^gamma * -log p_y                                            (Lin 2017)
// The sum is divided by the number of rows. PyTorch divides a weighted loss by the batch's sum of weights
// instead, which gives a batch without rare beats the weight of one that has some.
torch::Tensor loss(const TrainOptions& options, const torch::Tensor& logits, const torch::Tensor& labels,
                   const torch::Tensor& weights);

// The losses (batch) that it is the mean of.
torch::Tensor row_losses(const TrainOptions& options, const torch::Tensor& logits,
                         const torch::Tensor& labels, const torch::Tensor& weights);

// Barlow Twins (Zbontar 2021) of two codes (rows, width) of the same rows, changed in two ways: with C their
// correlations over the rows, sum_i (1 - C_ii)^2 + 0.005 sum_{i != j} C_ij^2. What the changes leave is to be
// coded, each part of it once.
torch::Tensor barlow_loss(const torch::Tensor& first, const torch::Tensor& second);

// How well a network fits rows.
struct Evaluation {
  // Mean over the rows, as in training (weights included).
  double loss = 0;
  // The class of the greatest logit, the lowest index where several are equal.
  std::vector<std::uint8_t> predicted;
};

Evaluation evaluate_logits(const torch::Tensor& logits, const Rows& rows, const TrainOptions& options,
                           const torch::Tensor& weights);

}  // namespace rwave::learn
