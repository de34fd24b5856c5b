#pragma once
// Sums over rows by channel. Some vectors of channels at a time, whose sums stay in registers: a sum that
// goes through memory waits for its own store at every row (half the time for 32 channels and more). Every
// channel's sum is one chain in the order of the rows. See product_loops.h for the unnamed namespace.

#include <cstdint>

#include "gradient/row_passes.h"

namespace rwave::gradient {
namespace {

// pass(c, n, count): channels c .. of n vectors (a constant), `count` of them where they are less than one.
// Four vectors at a time are four chains of additions: one alone would wait for its own result in each step.
template <class Simd, class Pass>
inline void by_channels(std::int64_t channels, const Pass& pass) {
  constexpr std::int64_t width = Simd::width;
  std::int64_t c = 0;
  for (; c + 4 * width <= channels; c += 4 * width) pass.template run<4, true>(c, Simd::width);
  for (; c + 2 * width <= channels; c += 2 * width) pass.template run<2, true>(c, Simd::width);
  for (; c + width <= channels; c += width) pass.template run<1, true>(c, Simd::width);
  if (c < channels) pass.template run<1, false>(c, static_cast<int>(channels - c));
}

// One vector of those that a pass works on; the last one of a row may be shorter.
// `whole` is a constant, so that the common case has no mask.
template <class Simd, bool whole>
inline typename Simd::Floats some_of(const float* from, int count) {
  return whole ? Simd::load(from) : Simd::load_first(from, count);
}

template <class Simd, bool whole>
inline void put(float* to, typename Simd::Floats x, int count) {
  whole ? Simd::store(to, x) : Simd::store_first(to, x, count);
}

// Means, and sums of squares about them, of one sample's rows by channel.
template <class Simd>
struct Moments {
  // One sample's values, (rows, channels).
  const float* z;
  std::int64_t rows, channels;
  float* mean;
  float* squares;

  // Two passes over what one sample leaves in the cache, where sums of squares alone would lose the variance
  // of a channel far from zero.
  template <int n, bool whole>
  void run(std::int64_t c, int count) const {
    // n chains of additions each, which stay in registers over all rows.
    typename Simd::Floats sum[n], square[n];
    for (int v = 0; v < n; ++v) sum[v] = square[v] = Simd::broadcast(0.0F);
    for (std::int64_t t = 0; t < rows; ++t) {
      for (int v = 0; v < n; ++v)
        sum[v] = Simd::add(sum[v], some_of<Simd, whole>(z + t * channels + c + v * Simd::width, count));
    }
    // Multiplied by the reciprocal: a division per vector would cost as much as the rows.
    const auto share = Simd::broadcast(1.0F / static_cast<float>(rows));
    for (int v = 0; v < n; ++v) sum[v] = Simd::multiply(sum[v], share);
    for (std::int64_t t = 0; t < rows; ++t) {
      for (int v = 0; v < n; ++v) {
        const auto value = some_of<Simd, whole>(z + t * channels + c + v * Simd::width, count);
        // From the sample's own mean, so that no digits are lost to an offset.
        const auto away = Simd::subtract(value, sum[v]);
        square[v] = Simd::add(square[v], Simd::multiply(away, away));
      }
    }
    for (int v = 0; v < n; ++v) {
      put<Simd, whole>(mean + c + v * Simd::width, sum[v], count);
      put<Simd, whole>(squares + c + v * Simd::width, square[v], count);
    }
  }
};

// mean[c] and squares[c] = sum of (z - mean)^2 over the rows.
template <class Simd>
void moments(const float* z, std::int64_t rows, std::int64_t channels, float* mean, float* squares) {
  by_channels<Simd>(channels, Moments<Simd>{z, rows, channels, mean, squares});
}

// Sums of gradients by channel, with the products that BatchNorm needs, or without.
// product stays unread and unwritten where there are none: its pointer may be null.
template <class Simd, bool products>
struct Sums {
  const SumRows& s;

  template <int n, bool whole>
  void run(std::int64_t c, int count) const {
    typename Simd::Floats sum[n], product[n], mean[n];
    const auto load = [&](const float* from) { return some_of<Simd, whole>(from, count); };
    for (int v = 0; v < n; ++v) {
      const std::int64_t at = c + v * Simd::width;
      // What is there already: earlier samples' sums.
      sum[v] = load(s.sum + at);
      product[v] = products ? load(s.product + at) : sum[v];
      mean[v] = products ? load(s.mean + at) : sum[v];
    }
    for (std::int64_t t = 0; t < s.rows; ++t) {
      for (int v = 0; v < n; ++v) {
        const std::int64_t at = t * s.channels + c + v * Simd::width;
        // Loaded once for both sums.
        const auto g = load(s.g + at);
        sum[v] = Simd::add(sum[v], g);
        if (products)
          product[v] = Simd::add(product[v], Simd::multiply(g, Simd::subtract(load(s.z + at), mean[v])));
      }
    }
    for (int v = 0; v < n; ++v) {
      const std::int64_t at = c + v * Simd::width;
      put<Simd, whole>(s.sum + at, sum[v], count);
      if (products) put<Simd, whole>(s.product + at, product[v], count);
    }
  }
};

// Adds to what is there: a layer's bias gradient is a sum over all samples.
template <class Simd>
void add_sums(const SumRows& s) {
  if (s.z)
    by_channels<Simd>(s.channels, Sums<Simd, true>{s});
  else
    by_channels<Simd>(s.channels, Sums<Simd, false>{s});
}

}  // namespace
}  // namespace rwave::gradient
