#pragma once
// The backward passes of Winograd's convolutions: gradients at the points, their sums over tiles, and the
// weights' gradients from there. See product_loops.h for the unnamed namespace.

#include <cstdint>

#include "gradient/kernels/winograd_kernels.h"
#include "simd/product_tile.h"
#include "simd/winograd_loops.h"

namespace rwave::gradient {
namespace {

using simd::from_results;
using simd::least;
using simd::load_rows;
using simd::place_of;
using simd::Tile;
using simd::tile_functions;
using simd::TileFunction;
using simd::width_of;
using simd::winograd_points;
using simd::winograd_results;
using simd::WinogradPoints;

// Tiles first .. last - 1 of dz at every point, as panels: y[p][panel][tile][column].
// `point` and `panel_values` are the distances in floats between points, and between panels of one point.
// Columns behind the last channel are written as zeros, so that the sum needs no mask.
template <class Simd, int taps>
void gradients_at_points(const WinogradSeries& dz, std::int64_t first, std::int64_t last, float* y,
                         std::int64_t point, std::int64_t panel_values) {
  constexpr int n = WinogradPoints<taps>::count, panel = Simd::width * Simd::tile_vectors;
  for (std::int64_t j = first; j < last; ++j, y += panel) {
    // Gradients of results that the last tile does not have count as zero.
    const std::int64_t there = least(dz.rows - j % dz.tiles * winograd_results, winograd_results);
    const float* from = dz.data + place_of(dz, j);
    for (std::int64_t c = 0; c < dz.channels; c += Simd::width) {
      const int count = width_of<Simd>(dz.channels - c);
      typename Simd::Floats gradients[winograd_results], at[n];
      load_rows<Simd, winograd_results>(from + c, dz.channels, there, count, gradients);
      from_results<Simd, taps>(gradients, at);
      // As panels, the second matrix of the sum over tiles.
      float* to = y + c / panel * panel_values + c % panel;
#pragma GCC unroll 8
      for (int p = 0; p < n; ++p) Simd::store(to + p * point, at[p]);
    }
  }
}

// Adds the tiles' products to du[p][input][column of a panel]: one point, one panel.
// v and gradients lie tile by tile, so the depth of this product is the tiles: a is read side by side.
template <class Simd>
void winograd_sum(const WinogradSum& s) {
  constexpr int panel = Simd::width * Simd::tile_vectors;
  const std::int64_t groups = (s.inputs + Simd::tile_rows - 1) / Simd::tile_rows;
  const TileFunction* functions = tile_functions<Simd>(s.columns <= Simd::width, true);
  for (std::int64_t g = 0; g < groups; ++g) {
    const std::int64_t row = s.inputs * g / groups, end = s.inputs * (g + 1) / groups;
    Tile tile{};
    tile.a = s.v + row;
    tile.stride = s.inputs;
    tile.panel = s.gradients;
    tile.out = s.du + row * panel;
    // A segment of tiles adds to the sums of those before.
    tile.start = s.begun ? tile.out : nullptr;
    tile.start_row = tile.out_row = panel;
    tile.depth = s.tiles;
    tile.cols = s.columns <= Simd::width ? Simd::width : panel;
    functions[end - row - 1](tile);
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
      // The transpose of weights_at_points(): from the points back to the taps.
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
