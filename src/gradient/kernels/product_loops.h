#pragma once
// The loops of a product, written once for every SIMD level. Everything is in an unnamed namespace and calls
// nothing of the standard library, as in simd/product_tile.h.
//
// b is copied part by part into panels of the microkernel's width, so that it is read in order whatever its
// strides are; the copy costs 1 / rows of the arithmetic. a is read where it lies: a broadcast does not mind
// strides.

#include <cstdint>

#include "gradient/kernels/ahead.h"
#include "gradient/kernels/gradient_kernels.h"
#include "gradient/kernels/pack_panels.h"
#include "gradient/matrix_product.h"

namespace rwave::gradient {
namespace {

using simd::least;
using simd::Tile;
using simd::tile_functions;
using simd::TileFunction;

// Rows first_tile .. last_tile - 1 in tiles, by columns first .. first + cols - 1, by the depths from k on,
// whose panels are packed.
struct Part {
  // Tiles of the whole product, and the block of them that this part computes.
  std::int64_t tiles, first_tile, last_tile;
  // Columns of b that are packed.
  std::int64_t first, cols;
  // Depths that are packed, at most packed_depth.
  std::int64_t k, depth;
  // What pack() wrote: b(k .. k + depth - 1, first .. first + cols - 1), panel after panel.
  const float* panels;
  // What the tiles of this part ask memory for on behalf of the next part.
  Ahead ahead;
};

// All tiles of the part, panel by panel: a panel stays in the first-level cache while the rows pass by.
template <class Simd>
void multiply_part(const Product& p, const Part& part) {
  constexpr std::int64_t panel_width = Simd::panel_width;
  // Of a with one row either stride will do.
  const bool side_by_side = p.a_row == 1 && p.a_depth != 1;
  std::int64_t call = 0;
  for (std::int64_t n = 0; n < part.cols; n += panel_width) {
    const int cols = static_cast<int>(least(panel_width, part.cols - n));
    // Chosen per panel: only the last panel of a product may be narrow.
    const TileFunction* functions = tile_functions<Simd>(cols <= Simd::width, side_by_side);
    for (std::int64_t t = part.first_tile; t < part.last_tile; ++t, ++call) {
      // Rows are shared out evenly: 57 rows are five tiles of 11 or 12, not four of 14 and a slow one of 1.
      const std::int64_t row = p.rows * t / part.tiles, end = p.rows * (t + 1) / part.tiles;
      float* out = p.out + row * p.out_row + part.first + n;
      Tile tile{};
      tile.a = p.a + row * p.a_row + part.k * p.a_depth;
      tile.stride = side_by_side ? p.a_depth : p.a_row;
      tile.panel = part.panels + n * part.depth;
      // Behind the first part of the depth the sums so far are where they will be: in the result.
      if (part.k > 0) {
        tile.start = out;
        tile.start_row = p.out_row;
      } else if (p.start) {
        tile.start = p.start + row * p.start_row + part.first + n;
        tile.start_row = p.start_row;
      }
      tile.out = out;
      tile.out_row = p.out_row;
      tile.depth = part.depth;
      tile.cols = cols;
      // Of the whole sum, so with the last part of the depth alone.
      tile.relu = p.relu && part.k + part.depth == p.depth;
      part.ahead.share_out(call, tile);
      functions[end - row - 1](tile);
    }
  }
}

// What comes after the part, of which `b_too` says whether it is the first of its part of b.
inline Ahead ahead_of(const Product& p, const Part& part, bool b_too) {
  // Values: less stays in the second-level cache anyway.
  constexpr std::int64_t worth = 1 << 18;
  Ahead ahead;
  // The next part lies to the right where columns are left, else at the next depth from the first column
  // on.
  const bool next_cols = part.first + part.cols < p.cols, next_depth = part.k + part.depth < p.depth;
  // Rows of the next part are segments where b lies by rows, its columns where b lies by columns.
  if (b_too && p.depth * p.cols >= worth && (next_cols || next_depth)) {
    ahead.b = p.b + (next_cols ? part.k : part.k + part.depth) * p.b_depth +
              (next_cols ? part.first + part.cols : 0) * p.b_col;
    ahead.step = p.b_col == 1 ? p.b_depth : p.b_col;
    ahead.segments = p.b_col == 1 ? part.depth : part.cols;
    ahead.lines = ((p.b_col == 1 ? part.cols : part.depth) + 15) / 16;
  }
  // Two layouts of a can be asked for as one segment: rows side by side, whose next depths follow in
  // memory, and depths side by side, whose next block of rows follows. Others are read with a stride that
  // prefetching would fetch mostly in vain.
  if (p.a_row == 1 && p.a_depth < 2 * p.rows && next_depth && !next_cols && p.depth * p.a_depth >= worth) {
    ahead.a = p.a + (part.k + part.depth) * p.a_depth;
    ahead.a_lines = part.depth * p.a_depth / 16;
  } else if (p.a_depth == 1 && p.a_row <= p.depth && part.last_tile < part.tiles) {
    const std::int64_t row = p.rows * part.last_tile / part.tiles;
    ahead.a = p.a + row * p.a_row;
    ahead.a_lines =
        least(p.rows - row, p.rows * (part.last_tile - part.first_tile) / part.tiles) * p.a_row / 16;
  }
  return ahead;
}

// `scratch` holds packed_depth * packed_cols floats on a cache line.
// The order of the loops, outermost first: depth, groups of columns, blocks of rows. b is packed once per
// group and used by all rows before the next; the sums of a row wait in the result between two parts of the
// depth.
template <class Simd>
void multiply_with(const Product& p, float* scratch) {
  constexpr std::int64_t panel_width = Simd::panel_width;
  // Rows whose part of a stays in the second-level cache.
  constexpr std::int64_t block_tiles = 18;
  const std::int64_t tiles = (p.rows + Simd::tile_rows - 1) / Simd::tile_rows;
  // Few rows use a panel up at once: the less lies packed, the nearer it is (4608 x 1024 with 87 rows: 15 %).
  const std::int64_t group = tiles > block_tiles ? packed_cols : p.b_col == 1 ? panel_width : 2 * panel_width;
  std::int64_t k = 0;
  do {  // once at least: an empty sum is written too
    // A part of the depth whose panels fit the second-level cache.
    const std::int64_t depth = least(packed_depth, p.depth - k);
    for (std::int64_t n = 0; n < p.cols; n += group) {
      const std::int64_t cols = least(group, p.cols - n);
      pack<Simd>(p.b + k * p.b_depth + n * p.b_col, p.b_depth, p.b_col, depth, cols, scratch);
      for (std::int64_t t = 0; t < tiles; t += block_tiles) {
        Part part{tiles, t, least(tiles, t + block_tiles), n, cols, k, depth, scratch, {}};
        part.ahead = ahead_of(p, part, t == 0);
        multiply_part<Simd>(p, part);
      }
    }
    k += depth;
  } while (k < p.depth);
}

}  // namespace
}  // namespace rwave::gradient
