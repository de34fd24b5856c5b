#pragma once
// What the inner loops of Winograd's convolutions (../winograd.h) work on.

#include <cstdint>

namespace rwave::gradient {

// A batch of series cut into tiles of four rows of the convolution's results: tile j is number j % tiles of
// sample j / tiles, which lies `pitch` rows behind the sample before.
struct WinogradSeries {
  const float* data = nullptr;
  std::int64_t pitch = 0, channels = 0;
  // Of a sample: rows / 4, rounded up.
  std::int64_t tiles = 0;
  // Of a sample's results; of what is convolved there are taps - 1 more. Rows behind the last tile's own
  // are neither read nor written.
  std::int64_t rows = 0;
};

// to = relu?(in convolved + bias + addend).
struct WinogradForward {
  // Out.data is not read.
  WinogradSeries in, out;
  // Weights at the points: [panel of outputs][point][input][output].
  const float* panels = nullptr;
  // One value per output; null: none. The backward pass to the input has none.
  const float* bias = nullptr;
  // Added to the results, laid out as `to`; null: nothing. For the gradients of a shortcut.
  const float* addend = nullptr;
  // Where the first sample's first row of results goes, by the pitch and the channels of `out`.
  float* to = nullptr;
  bool relu = false;
};

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

// Weights as the second matrix of a product: weight(row, column, tap) is at row * w.row + column * w.column
// + tap * w.tap. So one kernel serves the forward pass (rows are inputs, columns outputs) and the backward
// one, where rows and columns are exchanged and the taps run backward (w.tap = -1).
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
