#pragma once
// A convolution's weights to Winograd's points, and gradients back from there: a vector of a panel's columns
// at a time. Written for one weight at a time the largest layer's took a tenth of its convolution. See
// product_loops.h for the unnamed namespace.

#include <cstdint>

#include "gradient/kernels/winograd_points.h"
#include "gradient/kernels/winograd_tiles.h"
#include "simd/product_tile.h"

namespace rwave::gradient {
namespace {

using simd::columns_of;
using simd::least;

// One panel of columns: to[point][row][column].
// first: the panel's first column. Once per step and layer, so the gather is worth no cleverer order.
template <class Simd, int taps>
void weights_at_points(const WinogradWeights& w, const float* weight, std::int64_t first, float* to) {
  constexpr const auto& points = winograd_points<taps>;
  constexpr int width = Simd::width, panel = width * Simd::tile_vectors;
  const std::int64_t point = w.rows * panel;
  for (std::int64_t row = 0; row < w.rows; ++row) {
    // A vector of columns: its taps first, then each point's sum of them.
    for (int v = 0; v < panel; v += width) {
      const int count = columns_of<Simd>(static_cast<int>(least(w.columns - first, panel)), v / width);
      // Gathered one by one, as libtorch's order has the taps of one weight side by side; zeros behind the
      // last column.
      float values[taps][width] = {};
      for (int i = 0; i < count; ++i) {
        const float* from = weight + (first + v + i) * w.column + row * w.row;
        for (int tap = 0; tap < taps; ++tap) values[tap][i] = from[tap * w.tap];
      }
#pragma GCC unroll 8
      for (int p = 0; p < points.count; ++p) {
        typename Simd::Floats sum = Simd::broadcast(0.0F);
#pragma GCC unroll 5
        for (int tap = 0; tap < taps; ++tap)
          sum = Simd::multiply_add(Simd::broadcast(points.of_weight[p][tap]), Simd::load(values[tap]), sum);
        Simd::store(to + p * point + row * panel + v, sum);
      }
    }
  }
}

// The gradients of one panel's weights from du[p * point + row * panel's width + column].
// dweight is overwritten, in libtorch's order; columns behind the last are not written.
template <class Simd, int taps>
void weights_from_points(const WinogradWeights& w, const float* du, std::int64_t point, std::int64_t first,
                         float* dweight) {
  constexpr const auto& points = winograd_points<taps>;
  constexpr int width = Simd::width, panel = width * Simd::tile_vectors;
  for (std::int64_t row = 0; row < w.rows; ++row) {
    for (int v = 0; v < panel && first + v < w.columns; v += width) {
      // The transpose of the loop above: from the points back to the taps.
      typename Simd::Floats at[points.count];
#pragma GCC unroll 8
      for (int p = 0; p < points.count; ++p) at[p] = Simd::load(du + p * point + row * panel + v);
      float values[taps][width];
#pragma GCC unroll 5
      for (int tap = 0; tap < taps; ++tap) {
        typename Simd::Floats sum = Simd::broadcast(0.0F);
#pragma GCC unroll 8
        for (int p = 0; p < points.count; ++p)
          sum = Simd::multiply_add(Simd::broadcast(points.of_weight[p][tap]), at[p], sum);
        Simd::store(values[tap], sum);
      }
      for (int i = 0; i < least(w.columns - first - v, width); ++i) {
        float* to = dweight + (first + v + i) * w.column + row * w.row;
        for (int tap = 0; tap < taps; ++tap) to[tap * w.tap] = values[tap][i];
      }
    }
  }
}

}  // namespace
}  // namespace rwave::gradient
