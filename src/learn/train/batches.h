#pragma once
// Batches of a training: the order of rows in an epoch, which rows a step takes, and augmentation.

#include <torch/torch.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "learn/options/train_options.h"

namespace rwave::learn {

// The order of n rows in an epoch (from 0): shuffled by a Random seeded with both.
// A function of these alone, so that a resumed training needs no generator's state.
torch::Tensor epoch_order(std::int64_t n, std::uint64_t seed, int epoch);

// Batches of `batch` rows: [first, last) of each, covering 0..n. A single row left over joins the batch
// before it, as BatchNorm cannot train on one value per channel.
std::vector<std::pair<std::int64_t, std::int64_t>> batch_bounds(std::int64_t n, std::int64_t batch);

// f * x(t') * (1 + augment_scale * e) + augment_noise * e', with e drawn once a row and e' once a sample from
// its device's default generator, f = -1 for a share augment_flip of the rows, else 1, and
// t' = (t - augment_shift * u) / (1 + augment_stretch * u') with u and u' drawn once a row between -1 and 1:
// between samples by straight lines, beyond the row's ends its end values. Of x (n, channels, width) the
// first `signals` channels are changed. x itself where nothing is asked for. x are rows `first` on of a batch
// of `rows`: numbers are drawn for them all, so that the processes that share a batch draw alike.
torch::Tensor augment(const TrainOptions& options, const torch::Tensor& x, std::int64_t signals,
                      std::int64_t first, std::int64_t rows);

// The same for a whole batch.
inline torch::Tensor augment(const TrainOptions& options, const torch::Tensor& x, std::int64_t signals) {
  return augment(options, x, signals, 0, x.size(0));
}

}  // namespace rwave::learn
