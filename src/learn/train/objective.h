#pragma once
// The objective: what a step of a training minimises, from the rows as they are to one number. Augmentation,
// mixup, the loss and the teachers meet here, so that every engine minimises the same.

#include <torch/torch.h>

#include <cstdint>

#include "learn/model/predict.h"
#include "learn/options/train_options.h"
#include "learn/train/batches.h"
#include "learn/train/teachers.h"

namespace rwave::learn {

class Objective {
 public:
  // `weights` (classes) of the classes; the first `signals` channels of the rows may be changed. Reads the
  // teachers that the options name; Error where one does not read, or has other rows or classes.
  Objective(const TrainOptions& options, const BeatSet& set, torch::Tensor weights, std::int64_t signals,
            const torch::Device& device);

  // Rows of a batch as the network is to see them.
  struct Batch {
    // Values (n, channels, width) and classes (n) int64.
    torch::Tensor x, y;
    // --loss barlow: x's rows, changed in another way.
    torch::Tensor second;
    // --mixup: (n) the weight of a row's own values, 0..1; the rest is of row n - 1 - i.
    torch::Tensor share;
  };

  // Changes x, rows `first` on of a batch of `rows`, by libtorch's default generator (learn/train/batches.h).
  Batch change(const torch::Tensor& x, const torch::Tensor& y, std::int64_t first, std::int64_t rows) const;

  // The mean loss over the batch, a scalar; its gradients lead to the parameters behind `forward`.
  torch::Tensor loss(const Forward& forward, const Batch& batch) const;

  // Of the classes, (classes) float32.
  const torch::Tensor& weights() const { return weights_; }

 private:
  // Which loss, which changes; and what they need of the classes and the rows.
  TrainOptions options_;
  torch::Tensor weights_;
  std::int64_t signals_;
  Teachers teachers_;
};

}  // namespace rwave::learn
