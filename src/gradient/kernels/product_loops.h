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
  const char* ahead;  // what is asked for during the k-th step: ahead + k * ahead_step
  std::int64_t ahead_step;
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
  const float* a = tile.a;
  const float* panel = tile.panel;
  const char* ahead = tile.ahead;
  for (std::int64_t k = 0; k < tile.depth; ++k, panel += panel_width, ahead += tile.ahead_step) {
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

// What the microkernel asks for while it works: the part of b that is packed next, a line a step.
struct Ahead {
  const float* b = nullptr;  // null: nothing comes next
  std::int64_t step = 0;     // between the rows in memory that it consists of
  std::int64_t lines = 0;    // of each
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
  std::int64_t line = block.first_tile;
  for (std::int64_t n = 0; n < block.cols; n += panel_width) {
    const int cols = static_cast<int>(least(panel_width, block.cols - n));
    const TileFunction* functions = tile_functions<Simd>(cols <= Simd::width, side_by_side);
    for (std::int64_t t = block.first_tile; t < block.last_tile; ++t, ++line) {
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
      const bool asks = block.ahead.b && line < block.ahead.lines;
      tile.ahead = reinterpret_cast<const char*>(asks ? block.ahead.b + line * 16 : tile.panel);
      tile.ahead_step = asks ? block.ahead.step * static_cast<std::int64_t>(sizeof(float)) : 0;
      functions[end - row - 1](tile);
    }
  }
}

// The part of b behind depths k .. k + depth - 1 and columns n .. n + cols - 1.
inline Ahead ahead_of(const Product& p, std::int64_t k, std::int64_t depth, std::int64_t n,
                      std::int64_t cols) {
  constexpr std::int64_t worth = 1 << 18;  // values of b: less stays in the second-level cache anyway
  const bool next_cols = n + cols < p.cols;
  if (p.depth <= packed_depth || p.depth * p.cols < worth || (!next_cols && k + depth >= p.depth)) return {};
  const float* next = p.b + (next_cols ? k : k + depth) * p.b_depth + (next_cols ? n + cols : 0) * p.b_col;
  if (p.b_col == 1) return {next, p.b_depth, (cols + 15) / 16};
  return {next, p.b_col, (depth + 15) / 16};
}

// `scratch` holds packed_depth * packed_cols floats on a cache line.
template <class Simd>
void multiply_with(const Product& p, float* scratch) {
  constexpr std::int64_t block_tiles = 18;  // rows whose part of a stays in the second-level cache
  const std::int64_t tiles = (p.rows + Simd::tile_rows - 1) / Simd::tile_rows;
  std::int64_t k = 0;
  do {  // once at least: an empty sum is written too
    const std::int64_t depth = least(packed_depth, p.depth - k);
    for (std::int64_t n = 0; n < p.cols; n += packed_cols) {
      const std::int64_t cols = least(packed_cols, p.cols - n);
      pack<Simd>(p.b + k * p.b_depth + n * p.b_col, p.b_depth, p.b_col, depth, cols, scratch);
      const Ahead ahead = ahead_of(p, k, depth, n, cols);
      for (std::int64_t t = 0; t < tiles; t += block_tiles)
        multiply_block<Simd>(p, {tiles, t, least(tiles, t + block_tiles), n, cols, k, depth, scratch, ahead});
    }
    k += depth;
  } while (k < p.depth);
}

}  // namespace
}  // namespace rwave::gradient
