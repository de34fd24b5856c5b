#pragma once
// BatchNorm (Ioffe 2015) by channel over all rows of all samples of a batch, and over several processes.

#include <cstdint>
#include <functional>
#include <vector>

#include "gradient/row_passes.h"

namespace rwave::gradient {

// Adds up `count` numbers over all processes that share a batch; empty: there is one.
using AddUp = std::function<void(double* sums, std::int64_t count)>;

// A batch of series as it lies in memory: sample b's row t at data + (b * pitch + t) * channels.
struct Batch {
  // `length` rows of each sample count; the rest up to `pitch` is padding.
  std::int64_t samples = 0, pitch = 0, length = 0, channels = 0;
};

// The normalisation of one step: v = z * scale + shift, with scale = gamma / sqrt(variance + epsilon),
// shift = beta - mean * scale.
struct Normalisation {
  // By channel; inverse = 1 / sqrt(variance + epsilon).
  std::vector<float> mean, inverse, scale, shift;
  // That the statistics were taken over; 0: they are the running ones, constants.
  double rows = 0;
};

// The layer's parameters and running statistics, one value per channel, where the network keeps them.
struct NormWeights {
  const float* gamma = nullptr;
  const float* beta = nullptr;
  // Updated by normalise_by_batch(); read by normalise_by_running().
  float* running_mean = nullptr;
  float* running_variance = nullptr;
  // libtorch's defaults. epsilon is added to the variance; momentum is the share of the new batch.
  double epsilon = 1e-5, momentum = 0.1;
};

// From the batch's own mean and variance; the running ones move towards them by `momentum` (the variance's
// unbiased estimate, as libtorch has it). add_up is called once with 1 + 2 * channels sums: BatchNorm over
// all processes of a run ("synchronised"), so that the result does not depend on how many share the batch.
void normalise_by_batch(const float* z, const Batch& batch, const NormWeights& weights, const AddUp& add_up,
                        Normalisation& normalisation, int threads);

// From the running statistics.
void normalise_by_running(const NormWeights& weights, std::int64_t channels, Normalisation& normalisation);

// What a sample gives to the sums of the backward pass: by channel sum of g = d loss / d v, then by channel
// sum of g * (z - mean) (zeros without normalisation). `part` takes 2 * channels values.
void gradient_sums(const float* g, const float* z, std::int64_t rows, std::int64_t channels,
                   const Normalisation* normalisation, float* part);

// The samples' parts added up in their order, in double precision: 2 * channels values.
std::vector<double> added_up(const float* parts, std::int64_t samples, std::int64_t channels);

// Turns g into d loss / d z, in place, where g lies as z does. `sums` as above, of all processes.
//   d loss / d z = scale * (g - sum(g) / n - xhat * sum(g * xhat) / n),   xhat = (z - mean) * inverse
void normalise_backward(float* g, const float* z, const Batch& batch, const Normalisation& normalisation,
                        const std::vector<double>& sums, int threads);

}  // namespace rwave::gradient
