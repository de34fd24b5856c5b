#pragma once
// The inner loops of Winograd's convolutions (../winograd.h), forward and backward.

#include <cstdint>

#include "simd/winograd_tiles.h"

namespace rwave::gradient {

using simd::WinogradForward;
using simd::WinogradSeries;
using simd::WinogradWeights;

// du[input][column] (+)= sum over tiles of v[tile][input] * gradients[tile][column], for one point and panel.
struct WinogradSum {
  // As the kernels `values` and `gradients` wrote them, for the same tiles.
  const float* v = nullptr;
  const float* gradients = nullptr;
  // Columns of this panel that exist, up to the panel's width.
  std::int64_t tiles = 0, inputs = 0, columns = 0;
  // du holds the sums over earlier segments of tiles already, and they are added to; else it is
  // overwritten.
  bool begun = false;
  float* du = nullptr;
};

// For one number of taps. n points, tiles first .. last - 1.
struct WinogradKernels {
  // The forward pass, and the backward one to the input, which is a convolution as well.
  simd::WinogradConvolution convolution;
  // The values of what is convolved at point p: v[p * point + (tile - first) * channels + channel].
  void (*values)(const WinogradSeries& x, std::int64_t first, std::int64_t last, float* v,
                 std::int64_t point);
  // The gradients of the results at point p: y[p * point + panel * panel_values + (tile - first) * panel's
  // width].
  void (*gradients)(const WinogradSeries& dz, std::int64_t first, std::int64_t last, float* y,
                    std::int64_t point, std::int64_t panel_values);
  void (*sum)(const WinogradSum&);
  // From the points back to the weights' gradients: du[p * point + row * panel's width + column of the
  // panel].
  void (*back)(const WinogradWeights&, const float* du, std::int64_t point, std::int64_t first,
               float* dweight);
};

}  // namespace rwave::gradient
