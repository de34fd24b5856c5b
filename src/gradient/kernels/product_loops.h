#pragma once
// The loops of a product, written once for every SIMD level. Everything is in an unnamed namespace and calls
// nothing of the standard library, as in infer/kernels/gemm_loops.h.
//
// b is copied part by part into panels of the microkernel's width, so that it is read in order whatever its
// strides are; the copy costs 1 / rows of the arithmetic. a is read where it lies: a broadcast does not mind
// strides.

#include <cstdint>
#include <utility>

#include "gradient/kernels/kernels.h"
#include "gradient/product.h"

namespace rwave::gradient {
namespace {

constexpr std::int64_t least(std::int64_t a, std::int64_t b) {
  return a < b ? a : b;
}

// What one call of the microkernel does: up to tile_rows rows by one panel by a part of the depth.
struct Tile {
  const float* a;
  std::int64_t stride;  // of a: between rows, or between depths where rows lie side by side
  const float* panel;
  const float* start;  // null: zeros
  std::int64_t start_row;
  float* out;
  std::int64_t out_row;
  std::int64_t depth;
  int cols;
  bool relu;
  const char* ahead;  // what is asked for in the first steps: ahead + k * ahead_step
  std::int64_t ahead_step, ahead_steps;
};

template <class Simd>
constexpr int columns_of(int left, int v) {
  const int count = left - v * Simd::width;
  return count < 0 ? 0 : (count < Simd::width ? count : Simd::width);
}

template <class Simd, int rows, int vectors, bool side_by_side>
void multiply_tile(const Tile& tile) {
  constexpr int width = Simd::width;
  constexpr int panel_width = width * Simd::tile_vectors;
  typename Simd::Floats sum[rows][vectors];
  const bool whole = tile.cols == width * vectors;
#pragma GCC unroll 16
  for (int r = 0; r < rows; ++r) {
#pragma GCC unroll 2
    for (int v = 0; v < vectors; ++v) {
      const float* from = tile.start + r * tile.start_row + v * width;
      sum[r][v] = !tile.start ? Simd::broadcast(0.0F)
                  : whole     ? Simd::load(from)
                              : Simd::load_first(from, columns_of<Simd>(tile.cols, v));
    }
  }
  // Where the sums will go is brought in while they are computed.
#pragma GCC unroll 16
  for (int r = 0; r < rows; ++r) {
#pragma GCC unroll 2
    for (int v = 0; v < vectors; ++v) __builtin_prefetch(tile.out + r * tile.out_row + v * width, 1, 2);
  }
  const float* a = tile.a;
  const float* panel = tile.panel;
  const char* ahead = tile.ahead;
  std::int64_t ahead_step = tile.ahead_step, left = tile.depth, steps = least(tile.ahead_steps, left);
  while (left > 0) {
    for (std::int64_t k = 0; k < steps; ++k, panel += panel_width, ahead += ahead_step) {
      __builtin_prefetch(ahead, 0, 2);
      typename Simd::Floats weight[vectors];
#pragma GCC unroll 2
      for (int v = 0; v < vectors; ++v) weight[v] = Simd::load(panel + v * width);
#pragma GCC unroll 16
      for (int r = 0; r < rows; ++r) {
        const typename Simd::Floats value = Simd::broadcast(side_by_side ? a[r] : a[r * tile.stride]);
#pragma GCC unroll 2
        for (int v = 0; v < vectors; ++v) sum[r][v] = Simd::multiply_add(value, weight[v], sum[r][v]);
      }
      a += side_by_side ? tile.stride : 1;
    }
    left -= steps;
    steps = left;
    ahead = reinterpret_cast<const char*>(tile.panel);  // already here: the rest asks for nothing
    ahead_step = 0;
  }
#pragma GCC unroll 16
  for (int r = 0; r < rows; ++r) {
#pragma GCC unroll 2
    for (int v = 0; v < vectors; ++v) {
      typename Simd::Floats x = sum[r][v];
      if (tile.relu) x = Simd::max(x, Simd::broadcast(0.0F));
      float* to = tile.out + r * tile.out_row + v * width;
      if (whole) {
        Simd::store(to, x);
      } else {
        Simd::store_first(to, x, columns_of<Simd>(tile.cols, v));
      }
    }
  }
}

using TileFunction = void (*)(const Tile&);

// The microkernel for 1, 2, ... rows.
template <class Simd, int vectors, bool side_by_side, class Rows>
struct TileFunctions;
template <class Simd, int vectors, bool side_by_side, int... rows>
struct TileFunctions<Simd, vectors, side_by_side, std::integer_sequence<int, rows...>> {
  static constexpr TileFunction of[] = {multiply_tile<Simd, rows + 1, vectors, side_by_side>...};
};

template <class Simd>
const TileFunction* tile_functions(bool one_vector, bool side_by_side) {
  using Rows = std::make_integer_sequence<int, Simd::tile_rows>;
  constexpr int vectors = Simd::tile_vectors;
  if (side_by_side)
    return one_vector ? TileFunctions<Simd, 1, true, Rows>::of : TileFunctions<Simd, vectors, true, Rows>::of;
  return one_vector ? TileFunctions<Simd, 1, false, Rows>::of : TileFunctions<Simd, vectors, false, Rows>::of;
}

// b(k, n) for k < depth, n < cols as panels one after the other: in each, for every k the panel's columns
// side by side, zeros behind the last.
template <class Simd>
void pack(const float* b, std::int64_t b_depth, std::int64_t b_col, std::int64_t depth, std::int64_t cols,
          float* panels) {
  constexpr int width = Simd::width, panel_width = width * Simd::tile_vectors;
  for (std::int64_t n = 0; n < cols; n += panel_width, panels += depth * panel_width) {
    const int count = static_cast<int>(least(panel_width, cols - n));
    const float* from = b + n * b_col;
    std::int64_t k = 0;
    if (b_col != 1 && count == panel_width) {
      for (; k + width <= depth; k += width)
        for (int v = 0; v < Simd::tile_vectors; ++v)
          Simd::transpose(from + v * width * b_col + k * b_depth, b_col, panels + k * panel_width + v * width,
                          panel_width);
    }
    for (; k < depth; ++k) {
      float* to = panels + k * panel_width;
      const float* row = from + k * b_depth;
      if (b_col == 1) {
        for (int v = 0; v < Simd::tile_vectors; ++v)
          Simd::store(to + v * width, Simd::load_first(row + v * width, columns_of<Simd>(count, v)));
      } else {
        for (int j = 0; j < panel_width; ++j) to[j] = j < count ? row[j * b_col] : 0;
      }
    }
  }
}

// What the microkernel asks for while it works, a line a step: the part of b that is packed next, then the
// part of a that is read next where that is one stretch.
struct Ahead {
  const float* b = nullptr;  // null: nothing
  std::int64_t step = 0;     // values between the stretches that it consists of
  std::int64_t stretches = 0;
  std::int64_t lines = 0;  // of each
  const float* a = nullptr;
  std::int64_t a_lines = 0;

  // For the call-th tile of a block.
  void share_out(std::int64_t call, Tile& tile) const {
    constexpr std::int64_t line = 64 / sizeof(float);
    tile.ahead = reinterpret_cast<const char*>(tile.panel);
    if (b && call < lines) {
      tile.ahead = reinterpret_cast<const char*>(b + call * line);
      tile.ahead_step = step * static_cast<std::int64_t>(sizeof(float));
      tile.ahead_steps = stretches;
      return;
    }
    const std::int64_t done = (b ? call - lines : call) * tile.depth;
    if (!a || done >= a_lines) return;
    tile.ahead = reinterpret_cast<const char*>(a + done * line);
    tile.ahead_step = 64;
    tile.ahead_steps = a_lines - done;
  }
};

// Rows first_tile .. last_tile - 1 in tiles, by columns first .. first + cols - 1, by the depths from k on,
// whose panels are packed.
struct Block {
  std::int64_t tiles, first_tile, last_tile;
  std::int64_t first, cols;
  std::int64_t k, depth;
  const float* panels;
  Ahead ahead;
};

template <class Simd>
void multiply_block(const Product& p, const Block& block) {
  constexpr std::int64_t panel_width = Simd::width * Simd::tile_vectors;
  // Of a with one row either stride will do.
  const bool side_by_side = p.a_row == 1 && p.a_depth != 1;
  std::int64_t call = 0;
  for (std::int64_t n = 0; n < block.cols; n += panel_width) {
    const int cols = static_cast<int>(least(panel_width, block.cols - n));
    const TileFunction* functions = tile_functions<Simd>(cols <= Simd::width, side_by_side);
    for (std::int64_t t = block.first_tile; t < block.last_tile; ++t, ++call) {
      // Rows are shared out evenly: 57 rows are five tiles of 11 or 12, not four of 14 and a slow one of 1.
      const std::int64_t row = p.rows * t / block.tiles, end = p.rows * (t + 1) / block.tiles;
      float* out = p.out + row * p.out_row + block.first + n;
      Tile tile{};
      tile.a = p.a + row * p.a_row + block.k * p.a_depth;
      tile.stride = side_by_side ? p.a_depth : p.a_row;
      tile.panel = block.panels + n * block.depth;
      if (block.k > 0) {
        tile.start = out;
        tile.start_row = p.out_row;
      } else if (p.start) {
        tile.start = p.start + row * p.start_row + block.first + n;
        tile.start_row = p.start_row;
      }
      tile.out = out;
      tile.out_row = p.out_row;
      tile.depth = block.depth;
      tile.cols = cols;
      tile.relu = p.relu && block.k + block.depth == p.depth;
      block.ahead.share_out(call, tile);
      functions[end - row - 1](tile);
    }
  }
}

// What comes after the block, of which `b_too` says whether it is the first of its part of b.
inline Ahead ahead_of(const Product& p, const Block& block, bool b_too) {
  constexpr std::int64_t worth = 1 << 18;  // values: less stays in the second-level cache anyway
  Ahead ahead;
  const bool next_cols = block.first + block.cols < p.cols, next_depth = block.k + block.depth < p.depth;
  if (b_too && p.depth * p.cols >= worth && (next_cols || next_depth)) {
    ahead.b = p.b + (next_cols ? block.k : block.k + block.depth) * p.b_depth +
              (next_cols ? block.first + block.cols : 0) * p.b_col;
    ahead.step = p.b_col == 1 ? p.b_depth : p.b_col;
    ahead.stretches = p.b_col == 1 ? block.depth : block.cols;
    ahead.lines = ((p.b_col == 1 ? block.cols : block.depth) + 15) / 16;
  }
  if (p.a_row == 1 && p.a_depth < 2 * p.rows && next_depth && !next_cols && p.depth * p.a_depth >= worth) {
    ahead.a = p.a + (block.k + block.depth) * p.a_depth;
    ahead.a_lines = block.depth * p.a_depth / 16;
  } else if (p.a_depth == 1 && p.a_row <= p.depth && block.last_tile < block.tiles) {
    const std::int64_t row = p.rows * block.last_tile / block.tiles;
    ahead.a = p.a + row * p.a_row;
    ahead.a_lines =
        least(p.rows - row, p.rows * (block.last_tile - block.first_tile) / block.tiles) * p.a_row / 16;
  }
  return ahead;
}

// `scratch` holds packed_depth * packed_cols floats on a cache line.
template <class Simd>
void multiply_with(const Product& p, float* scratch) {
  constexpr std::int64_t panel_width = Simd::width * Simd::tile_vectors;
  constexpr std::int64_t block_tiles = 18;  // rows whose part of a stays in the second-level cache
  const std::int64_t tiles = (p.rows + Simd::tile_rows - 1) / Simd::tile_rows;
  // Few rows use a panel up at once: the less lies packed, the nearer it is (4608 x 1024 with 87 rows: 15 %).
  const std::int64_t group = tiles > block_tiles ? packed_cols : p.b_col == 1 ? panel_width : 2 * panel_width;
  std::int64_t k = 0;
  do {  // once at least: an empty sum is written too
    const std::int64_t depth = least(packed_depth, p.depth - k);
    for (std::int64_t n = 0; n < p.cols; n += group) {
      const std::int64_t cols = least(group, p.cols - n);
      pack<Simd>(p.b + k * p.b_depth + n * p.b_col, p.b_depth, p.b_col, depth, cols, scratch);
      for (std::int64_t t = 0; t < tiles; t += block_tiles) {
        Block block{tiles, t, least(tiles, t + block_tiles), n, cols, k, depth, scratch, {}};
        block.ahead = ahead_of(p, block, t == 0);
        multiply_block<Simd>(p, block);
      }
    }
    k += depth;
  } while (k < p.depth);
}

}  // namespace
}  // namespace rwave::gradient
