#pragma once
// The loops of a float32 product, written once for every SIMD level around the microkernel
// (simd/product_tile.h, which says why the namespace is unnamed).

#include <cstdint>

#include "infer/kernels/gemm.h"
#include "simd/product_tile.h"

namespace rwave::infer {
namespace {

using simd::least;
using simd::Tile;
using simd::TileFunction;

// Depth of the part of a panel that is used for all rows before the next part: 512 x 32 floats, 64 KB, of the
// second-level cache, next to the rows' own parts. (256 and 384: 3-7 % slower for the seed network's 4608 ->
// 1024.)
constexpr std::int64_t depth_part = 512;

// Weights that do not stay in the second-level cache are asked for ahead of their use.
constexpr std::int64_t resident_bytes = 1 << 20;

// Lets the tile ask for share `part` of `parts` of the panel that comes next, a line per step of its depth.
inline void ask_for_share(const float* next, std::int64_t values, std::int64_t part, std::int64_t parts,
                          Tile& tile) {
  constexpr std::int64_t line = 64 / sizeof(float);
  const std::int64_t lines = values / line, first = lines * part / parts;
  tile.ahead = reinterpret_cast<const char*>(next + first * line);
  tile.ahead_step = 64;
  tile.ahead_steps = lines * (part + 1) / parts - first;
}

// The rows of one panel, from column `n` on, for depths first .. first + depth - 1. `Tiles`: the vectors of
// its tiles, whose panels are as wide.
template <class Tiles>
void multiply_panel(const Gemm& gemm, std::int64_t n, std::int64_t first, std::int64_t depth,
                    const TileFunction* functions) {
  constexpr std::int64_t panel_width = Tiles::panel_width;
  // Rows are shared out evenly: 57 rows are five tiles of 11 or 12, not four of 14 and a slow one of 1.
  const std::int64_t tiles = (gemm.rows + Tiles::tile_rows - 1) / Tiles::tile_rows;
  const bool ahead = tiles > 1 && gemm.depth * gemm.cols * 4 > resident_bytes;
  const bool last = first + depth == gemm.depth;
  const float* panel = gemm.panels + n * gemm.depth + first * panel_width;
  // The panel that comes after this one, shared out over the row tiles that pass meanwhile.
  const float* next = n + panel_width < gemm.cols ? panel + gemm.depth * panel_width : panel;
  for (std::int64_t t = 0; t < tiles; ++t) {
    const std::int64_t row = gemm.rows * t / tiles, end = gemm.rows * (t + 1) / tiles;
    Tile tile{};
    tile.a = gemm.a + row * gemm.lda + first;
    tile.stride = gemm.lda;
    tile.panel = panel;
    tile.out = gemm.out + row * gemm.out_stride + n;
    tile.out_row = gemm.out_stride;
    tile.start = first == 0 ? gemm.bias + n : tile.out;
    tile.start_row = first == 0 ? 0 : gemm.out_stride;
    tile.depth = depth;
    tile.cols = static_cast<int>(least(panel_width, gemm.cols - n));
    if (last && gemm.add) {
      tile.add = gemm.add + row * gemm.add_stride + n;
      tile.add_row = gemm.add_stride;
    }
    tile.relu = last && gemm.relu;
    tile.ahead = reinterpret_cast<const char*>(panel);
    if (ahead) ask_for_share(next, depth * panel_width, t, tiles, tile);
    functions[end - row - 1](tile);
  }
}

// All rows and columns for depths first .. first + depth - 1.
// Panels outermost: a panel's part of this depth stays in the cache while all rows pass by. Sums of an
// earlier depth are read back from the result itself.
template <class Simd>
void multiply_depth(const Gemm& gemm, std::int64_t first, std::int64_t depth) {
  for (std::int64_t n = 0; n < gemm.cols; n += Simd::panel_width) {
    const std::int64_t left = gemm.cols - n;
    if constexpr (requires { typename Simd::Narrow; }) {
      using Narrow = typename Simd::Narrow;
      if (left > Simd::width && left <= Narrow::width * Narrow::tile_vectors) {
        multiply_panel<Narrow>(gemm, n, first, depth, simd::narrow_tile_functions<Narrow>());
        continue;
      }
    }
    multiply_panel<Simd>(gemm, n, first, depth, simd::tile_functions<Simd>(left <= Simd::width, false));
  }
}

// The entry of the table of kernels (kernels.h): one whole product on the calling thread.
template <class Simd>
void multiply(const Gemm& gemm) {
  // The sums of few rows stay in registers for the whole depth: the weights are read once, in order.
  const std::int64_t part = gemm.rows <= Simd::tile_rows ? gemm.depth : depth_part;
  for (std::int64_t first = 0; first < gemm.depth; first += part)
    multiply_depth<Simd>(gemm, first, least(part, gemm.depth - first));
}

}  // namespace
}  // namespace rwave::infer
