#pragma once
// BatchNorm (Ioffe 2015) by channel over all rows of all samples of a batch, and over several processes.

#include <cstdint>
#include <functional>
#include <vector>

#include "gradient/rows.h"

namespace rwave::gradient {

// Adds up `count` numbers over all processes that share a batch; empty: there is one.
using AddUp = std::function<void(double* sums, std::int64_t count)>;

// A batch of series as it lies in memory: sample b's row t at data + (b * pitch + t) * channels.
struct Batch {
  std::int64_t samples = 0, pitch = 0, length = 0, channels = 0;
};

// The normalisation of one step: v = z * scale + shift, with scale = gamma / sqrt(variance + epsilon),
// shift = beta - mean * scale.
struct Normalisation {
  std::vector<float> mean, inverse, scale, shift;  // by channel; inverse = 1 / sqrt(variance + epsilon)
  double rows = 0;  // that the statistics were taken over; 0: they are the running ones, constants
};

struct NormWeights {
  const float* gamma = nullptr;
  const float* beta = nullptr;
  float* running_mean = nullptr;  // updated in training
  float* running_variance = nullptr;
  double epsilon = 1e-5, momentum = 0.1;
};

// From the batch's own mean and variance; the running ones move towards them by `momentum` (the variance's
// unbiased estimate, as libtorch has it).
void normalise_by_batch(const float* z, const Batch& batch, const NormWeights& weights, const AddUp& add_up,
                        Normalisation& normalisation, int threads);

// From the running statistics.
void normalise_by_running(const NormWeights& weights, std::int64_t channels, Normalisation& normalisation);

// Turns g = d loss / d v into d loss / d z, in place: g lies as z does. dgamma and dbeta (null: not wanted)
// take this process's share. Without normalisation (a null one) only dbeta = sum of g is computed.
//   d loss / d z = scale * (g - sum(g) / n - xhat * sum(g * xhat) / n),   xhat = (z - mean) * inverse
void normalise_back(float* g, const float* z, const Batch& batch, const Normalisation* normalisation,
                    const AddUp& add_up, float* dgamma, float* dbeta, int threads);

}  // namespace rwave::gradient
