#include "gradient/normalise.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "gradient/kernels/gradient_kernels.h"

namespace rwave::gradient {
namespace {

// What every sample gives by itself is added up in the samples' order and in double precision, so that sums
// do not depend on the number of threads.
using ColumnSums = std::vector<double>;

// Scale and shift in one multiplication and addition per value, instead of four operations.
void set_affine(const NormWeights& weights, Normalisation& n) {
  for (std::size_t c = 0; c < n.mean.size(); ++c) {
    n.scale[c] = weights.gamma[c] * n.inverse[c];
    n.shift[c] = weights.beta[c] - n.mean[c] * n.scale[c];
  }
}

void resize(Normalisation& n, std::int64_t channels) {
  for (auto* values : {&n.mean, &n.inverse, &n.scale, &n.shift})
    values->resize(static_cast<std::size_t>(channels));
}

// [rows, by channel sum of z and sum of z^2] of this process.
ColumnSums sums_of(const float* z, const Batch& batch, int threads) {
  const auto channels = static_cast<std::size_t>(batch.channels);
  std::vector<float> parts(static_cast<std::size_t>(batch.samples) * 2 * channels);
#pragma omp parallel for num_threads(threads) schedule(static)
  for (std::int64_t b = 0; b < batch.samples; ++b) {
    float* part = parts.data() + static_cast<std::size_t>(b) * 2 * channels;
    kernels().moments(z + b * batch.pitch * batch.channels, batch.length, batch.channels, part,
                      part + channels);
  }
  ColumnSums sums(1 + 2 * channels, 0.0);
  const auto length = static_cast<double>(batch.length);
  sums[0] = length * static_cast<double>(batch.samples);
  for (std::size_t b = 0; b < static_cast<std::size_t>(batch.samples); ++b) {
    const float* part = parts.data() + b * 2 * channels;
    for (std::size_t c = 0; c < channels; ++c) {
      const double mean = part[c];
      sums[1 + c] += length * mean;
      sums[1 + channels + c] += part[channels + c] + length * mean * mean;
    }
  }
  return sums;
}

}  // namespace

void normalise_by_batch(const float* z, const Batch& batch, const NormWeights& weights, const AddUp& add_up,
                        Normalisation& n, int threads) {
  resize(n, batch.channels);
  const auto channels = static_cast<std::size_t>(batch.channels);
  ColumnSums sums = sums_of(z, batch, threads);
  if (add_up) add_up(sums.data(), static_cast<std::int64_t>(sums.size()));
  n.rows = sums[0];
  for (std::size_t c = 0; c < channels; ++c) {
    const double mean = sums[1 + c] / n.rows;
    // A difference of two sums: rounding may leave it below zero where all values are equal.
    const double variance = std::max(sums[1 + channels + c] / n.rows - mean * mean, 0.0);
    n.mean[c] = static_cast<float>(mean);
    n.inverse[c] = static_cast<float>(1 / std::sqrt(variance + weights.epsilon));
    // What is kept for later is an estimate of the population's, as libtorch keeps it.
    const double unbiased = n.rows > 1 ? variance * n.rows / (n.rows - 1) : variance;
    const auto follow = [&](float& running, double value) {
      running = static_cast<float>((1 - weights.momentum) * running + weights.momentum * value);
    };
    follow(weights.running_mean[c], mean);
    follow(weights.running_variance[c], unbiased);
  }
  set_affine(weights, n);
}

void normalise_by_running(const NormWeights& weights, std::int64_t channels, Normalisation& n) {
  resize(n, channels);
  n.rows = 0;
  for (std::size_t c = 0; c < n.mean.size(); ++c) {
    n.mean[c] = weights.running_mean[c];
    n.inverse[c] = static_cast<float>(1 / std::sqrt(weights.running_variance[c] + weights.epsilon));
  }
  set_affine(weights, n);
}

// Of one sample, while its values are in the cache.
void gradient_sums(const float* g, const float* z, std::int64_t rows, std::int64_t channels,
                   const Normalisation* n, float* part) {
  std::fill(part, part + 2 * channels, 0.0F);
  kernels().add_sums(
      {g, n ? z : nullptr, n ? n->mean.data() : nullptr, rows, channels, part, part + channels});
}

ColumnSums added_up(const float* parts, std::int64_t samples, std::int64_t channels) {
  ColumnSums sums(static_cast<std::size_t>(2 * channels), 0.0);
  for (std::int64_t b = 0; b < samples; ++b) {
    for (double& sum : sums) sum += *parts++;
  }
  return sums;
}

namespace {

// The three coefficients of CombineRows by channel.
// In double, by channel; the pass over the values then has three constants.
std::vector<float> coefficients(const Normalisation& n, const ColumnSums& sums) {
  const std::size_t channels = n.mean.size();
  std::vector<float> values(3 * channels, 0.0F);
  for (std::size_t c = 0; c < channels; ++c) {
    const double scale = n.scale[c], inverse = n.inverse[c];
    values[c] = n.scale[c];
    if (n.rows == 0) continue;  // running statistics do not depend on z
    const double z_gain = -scale * inverse * inverse * sums[channels + c] / n.rows;
    values[channels + c] = static_cast<float>(z_gain);
    values[2 * channels + c] = static_cast<float>(-scale * sums[c] / n.rows - z_gain * n.mean[c]);
  }
  return values;
}

}  // namespace

void normalise_backward(float* g, const float* z, const Batch& batch, const Normalisation& n,
                        const ColumnSums& sums, int threads) {
  const std::vector<float> by_channel = coefficients(n, sums);
  const float* gain = by_channel.data();
#pragma omp parallel for num_threads(threads) schedule(static)
  for (std::int64_t b = 0; b < batch.samples; ++b) {
    const std::int64_t first = b * batch.pitch * batch.channels;
    kernels().combine({g + first, z + first, gain, gain + batch.channels, gain + 2 * batch.channels,
                       batch.length, batch.channels});
  }
}

}  // namespace rwave::gradient
