#pragma once
// What a step of a training minimises, from the rows as they are to one number.

#include <torch/torch.h>

#include <cstdint>

#include "learn/batches.h"
#include "learn/options.h"
#include "learn/predict.h"
#include "learn/teachers.h"

namespace rwave::learn {

class Objective {
 public:
  // `weights` (classes) of the classes; the first `signals` channels of the rows may be changed. Reads the
  // teachers that the options name; Error where one does not read, or has other rows or classes.
  Objective(const TrainOptions& options, const BeatSet& set, torch::Tensor weights, std::int64_t signals,
            const torch::Device& device);

  // Rows of a batch as the network is to see them.
  struct Batch {
    torch::Tensor x;       // (n, channels, width)
    torch::Tensor y;       // (n) int64
    torch::Tensor second;  // --loss barlow: x's rows, changed in another way
    torch::Tensor share;   // --mixup: (n) of a row's own values; the rest is of row n - 1 - i
  };

  // Changes x, rows `first` on of a batch of `rows`, by libtorch's default generator (learn/batches.h).
  Batch change(const torch::Tensor& x, const torch::Tensor& y, std::int64_t first, std::int64_t rows) const;

  // The mean loss over the batch; its slopes lead to the parameters behind `forward`.
  torch::Tensor loss(const Forward& forward, const Batch& batch) const;

  const torch::Tensor& weights() const { return weights_; }

 private:
  TrainOptions options_;
  torch::Tensor weights_;
  std::int64_t signals_;
  Teachers teachers_;
};

}  // namespace rwave::learn
