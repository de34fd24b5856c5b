#pragma once
// What the loops of Winograd's convolutions (winograd_loops.h) work on.

#include <cstdint>

namespace rwave::simd {

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
  // Added to the results, laid out as `to`; null: nothing. A shortcut's values, or backward its gradients.
  const float* addend = nullptr;
  // Where the first sample's first row of results goes, by the pitch and the channels of `out`.
  float* to = nullptr;
  bool relu = false;
};

// Weights as the second matrix of a product: weight(row, column, tap) is at row * w.row + column * w.column
// + tap * w.tap. So one kernel serves the forward pass (rows are inputs, columns outputs) and the backward
// one, where rows and columns are exchanged and the taps run backward (w.tap = -1).
struct WinogradWeights {
  std::int64_t row = 0, column = 0, tap = 0;
  std::int64_t rows = 0, columns = 0;
};

// The loops of a convolution for one number of taps and one SIMD level (winograd_loops.h).
struct WinogradConvolution {
  // Tiles first .. last - 1; `scratch` holds winograd_memory() floats.
  void (*forward)(const WinogradForward&, std::int64_t first, std::int64_t last, float* scratch);
  // The panel of weights whose first column is `first` at every point: to[point][row][column of the panel].
  void (*weights)(const WinogradWeights&, const float* weight, std::int64_t first, float* to);
};

// Rows of results of a tile. With fewer the saving is smaller; with more the constants grow, and float32
// loses digits, since the points' powers and their differences grow.
inline constexpr int winograd_results = 4;

// From the values at one point to those at the next a line of the cache more than the tiles need, so that
// points do not fall on one another there. Floats.
inline constexpr std::int64_t winograd_line = 16;

constexpr int winograd_points_of(int taps) {
  return taps + winograd_results - 1;
}

// Below 16 channels the sums at both ends cost more than the multiplications that are saved
// (docs/training.md).
constexpr bool pays_by_winograd(std::int64_t taps, std::int64_t inputs, std::int64_t outputs) {
  return (taps == 3 || taps == 5) && inputs >= 16 && outputs >= 16 && inputs <= 1024;
}

// Tiles whose values at the points stay in the second-level cache next to a panel of weights: 400 KB.
constexpr std::int64_t winograd_tiles_at_once(int taps, std::int64_t inputs) {
  const std::int64_t fitting = (100 << 10) / (winograd_points_of(taps) * inputs);
  return fitting < 1 ? 1 : (fitting > 112 ? 112 : fitting);
}

// Floats of scratch memory for a number of tiles: their values at the points, and a tile of products, as
// large as any level's.
constexpr std::int64_t winograd_memory(int taps, std::int64_t inputs, std::int64_t tiles) {
  constexpr std::int64_t product = 1024;
  return winograd_points_of(taps) * (tiles * inputs + winograd_line + product);
}

}  // namespace rwave::simd
