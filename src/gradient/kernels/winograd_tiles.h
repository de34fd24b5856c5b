#pragma once
// What the inner loops of Winograd's convolutions (../winograd.h) work on.

#include <cstdint>

namespace rwave::gradient {

// A batch of series cut into tiles of four rows of the convolution's results: tile j is number j % tiles of
// sample j / tiles, which lies `pitch` rows behind the sample before.
struct WinogradSeries {
  const float* data = nullptr;
  std::int64_t pitch = 0, channels = 0;
  // Of a sample.
  std::int64_t tiles = 0;
  // Of a sample's results; of what is convolved there are taps - 1 more.
  std::int64_t rows = 0;
};

// to = relu?(in convolved + bias + beside).
struct WinogradForward {
  // Out.data is not read.
  WinogradSeries in, out;
  // Weights at the points: [panel of outputs][point][input][output].
  const float* panels = nullptr;
  const float* bias = nullptr;    // null: none
  const float* beside = nullptr;  // null: nothing; laid out as `to`
  float* to = nullptr;
  bool relu = false;
};

// du[input][column] (+)= sum over tiles of v[tile][input] * gradients[tile][column], for one point and panel.
struct WinogradSum {
  const float* v = nullptr;
  const float* gradients = nullptr;
  std::int64_t tiles = 0, inputs = 0, columns = 0;
  // Du holds a sum already.
  bool begun = false;
  float* du = nullptr;
};

// Weights as the second matrix of a product: weight(row, column, tap) is at row * w.row + column * w.column +
// tap * w.tap.
struct WinogradWeights {
  std::int64_t row = 0, column = 0, tap = 0;
  std::int64_t rows = 0, columns = 0;
};

// For one number of taps. n points, tiles first .. last - 1.
struct WinogradKernels {
  // Scratch: n * (tiles * inputs + 16 + a tile of the product, kernels.h) floats.
  void (*forward)(const WinogradForward&, std::int64_t first, std::int64_t last, float* scratch);
  // The values of what is convolved at point p: v[p * point + (tile - first) * channels + channel].
  void (*values)(const WinogradSeries& x, std::int64_t first, std::int64_t last, float* v,
                 std::int64_t point);
  // The gradients of the results at point p: y[p * point + panel * panel_values + (tile - first) * panel's
  // width].
  void (*gradients)(const WinogradSeries& dz, std::int64_t first, std::int64_t last, float* y,
                    std::int64_t point, std::int64_t panel_values);
  void (*sum)(const WinogradSum&);
  // The panel whose first column is `first` at every point: to[p][row][column of the panel].
  void (*weights)(const WinogradWeights&, const float* weight, std::int64_t first, float* to);
  // Back from there: du[p * point + row * panel's width + column of the panel].
  void (*back)(const WinogradWeights&, const float* du, std::int64_t point, std::int64_t first,
               float* dweight);
};

}  // namespace rwave::gradient
