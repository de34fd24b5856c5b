#pragma once
// The float32 microkernel and the loops around it, written once for every SIMD level. Everything is in an
// unnamed namespace, and nothing of the standard library is called: a function compiled for AVX-512 must
// never be the copy that the linker keeps for a program that runs elsewhere.

#include <cstdint>
#include <utility>

#include "infer/kernels/gemm.h"

namespace rwave::infer {
namespace {

// Depth of the part of a panel that is used for all rows before the next part: 512 x 32 floats, 64 KB, of the
// second-level cache, beside the rows' own parts. (256 and 384: 3-7 % slower for the seed network's 4608 ->
// 1024.)
constexpr std::int64_t depth_part = 512;

// Weights that do not stay in the second-level cache are asked for ahead of their use.
constexpr std::int64_t resident_bytes = 1 << 20;

constexpr std::int64_t least(std::int64_t a, std::int64_t b) {
  return a < b ? a : b;
}

// Columns of vector v that exist where `left` remain from vector 0 on.
constexpr int columns_of(int left, int width, int v) {
  const int count = left - v * width;
  return count < 0 ? 0 : (count < width ? count : width);
}

// What one call of the microkernel does: up to tile_rows rows by one panel by a part of the depth.
struct Tile {
  // First row of the tile at the first depth of the part; rows are gemm.lda apart.
  const float* a;
  // Packed columns, one panel width per depth.
  const float* panel;
  // What the sums start from: the bias (stride 0), or the sums so far.
  const float* start;
  std::int64_t start_stride;
  // Where the sums go; rows are gemm.out_stride apart.
  float* out;
  // The shortcut's values for the same rows and columns; null: none.
  const float* add;
  std::int64_t depth;
  // Columns of the panel that exist.
  int cols;
  // The last part of the depth: the shortcut and ReLU come after the whole sum.
  bool last;
};

// rows x vectors sums in registers over the depth: per step `vectors` loads of weights and `rows`
// broadcasts of activations. Rows and vectors are constants, so that the sums are registers and the loops
// unroll.
template <class Simd, int rows, int vectors>
void multiply_tile(const Gemm& gemm, const Tile& tile) {
  constexpr int width = Simd::width;
  constexpr int panel_width = width * Simd::tile_vectors;
  typename Simd::Floats sum[rows][vectors];
  // Nearly always; then no load or store is masked.
  const bool whole = tile.cols == width * vectors;
#pragma GCC unroll 16
  for (int r = 0; r < rows; ++r) {
#pragma GCC unroll 2
    for (int v = 0; v < vectors; ++v) {
      const float* from = tile.start + r * tile.start_stride + v * width;
      sum[r][v] = whole ? Simd::load(from) : Simd::load_first(from, columns_of(tile.cols, width, v));
    }
  }
  const float* a = tile.a;
  const float* panel = tile.panel;
  for (std::int64_t k = 0; k < tile.depth; ++k, ++a, panel += panel_width) {
    typename Simd::Floats weight[vectors];
#pragma GCC unroll 2
    for (int v = 0; v < vectors; ++v) weight[v] = Simd::load(panel + v * width);
#pragma GCC unroll 16
    for (int r = 0; r < rows; ++r) {
      // A broadcast from memory costs no more than a load, so activations need no packing.
      const typename Simd::Floats value = Simd::broadcast(a[r * gemm.lda]);
#pragma GCC unroll 2
      for (int v = 0; v < vectors; ++v) sum[r][v] = Simd::multiply_add(value, weight[v], sum[r][v]);
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < rows; ++r) {
#pragma GCC unroll 2
    for (int v = 0; v < vectors; ++v) {
      typename Simd::Floats x = sum[r][v];
      // After the sum, so that the order of additions is the same for every split of the depth.
      if (tile.last && tile.add)
        x = Simd::add(
            x, Simd::load_first(tile.add + r * gemm.add_stride + v * width, columns_of(tile.cols, width, v)));
      if (tile.last && gemm.relu) x = Simd::max(x, Simd::broadcast(0.0F));
      float* to = tile.out + r * gemm.out_stride + v * width;
      if (whole) {
        Simd::store(to, x);
      } else {
        Simd::store_first(to, x, columns_of(tile.cols, width, v));
      }
    }
  }
}

using TileFunction = void (*)(const Gemm&, const Tile&);

// The microkernel for 1, 2, ... rows.
// of[r - 1] computes r rows. A table, since the number of rows is known only when a batch comes.
template <class Simd, int vectors, class Rows>
struct TileFunctions;
template <class Simd, int vectors, int... rows>
struct TileFunctions<Simd, vectors, std::integer_sequence<int, rows...>> {
  static constexpr TileFunction of[] = {multiply_tile<Simd, rows + 1, vectors>...};
};

// Asks for share `part` of `parts` of the `bytes` that come next to be brought into the second-level cache.
inline void prefetch_share(const void* next, std::int64_t bytes, std::int64_t part, std::int64_t parts) {
  const char* from = static_cast<const char*>(next);
  for (std::int64_t at = bytes * part / parts / 64 * 64; at < bytes * (part + 1) / parts; at += 64)
    __builtin_prefetch(from + at, 0, 2);
}

// All rows and columns for depths first .. first + depth - 1.
// Panels outermost: a panel's part of this depth stays in the cache while all rows pass by. Sums of an
// earlier depth are read back from the result itself.
template <class Simd>
void multiply_depth(const Gemm& gemm, std::int64_t first, std::int64_t depth) {
  using Rows = std::make_integer_sequence<int, Simd::tile_rows>;
  constexpr std::int64_t panel_width = Simd::width * Simd::tile_vectors;
  // Rows are shared out evenly: 57 rows are five tiles of 11 or 12, not four of 14 and a slow one of 1.
  const std::int64_t tiles = (gemm.rows + Simd::tile_rows - 1) / Simd::tile_rows;
  const bool ahead = tiles > 1 && gemm.depth * gemm.cols * 4 > resident_bytes;
  for (std::int64_t n = 0; n < gemm.cols; n += panel_width) {
    const float* panel = gemm.panels + n * gemm.depth + first * panel_width;
    // The panel that comes after this one, shared out over the row tiles that pass meanwhile.
    const float* next = n + panel_width < gemm.cols ? panel + gemm.depth * panel_width : panel;
    const int cols = static_cast<int>(least(panel_width, gemm.cols - n));
    const TileFunction* functions = cols > Simd::width ? TileFunctions<Simd, Simd::tile_vectors, Rows>::of
                                                       : TileFunctions<Simd, 1, Rows>::of;
    for (std::int64_t t = 0; t < tiles; ++t) {
      const std::int64_t row = gemm.rows * t / tiles, end = gemm.rows * (t + 1) / tiles;
      if (ahead) prefetch_share(next, depth * panel_width * 4, t, tiles);
      Tile tile{};
      tile.a = gemm.a + row * gemm.lda + first;
      tile.panel = panel;
      tile.out = gemm.out + row * gemm.out_stride + n;
      tile.start = first == 0 ? gemm.bias + n : tile.out;
      tile.start_stride = first == 0 ? 0 : gemm.out_stride;
      tile.add = gemm.add ? gemm.add + row * gemm.add_stride + n : nullptr;
      tile.depth = depth;
      tile.cols = cols;
      tile.last = first + depth == gemm.depth;
      functions[end - row - 1](gemm, tile);
    }
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
