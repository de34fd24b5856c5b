#pragma once
// The microkernel of float32 products, of inference (infer/kernels/gemm_loops.h) and of training
// (gradient/kernels) alike, written once for every SIMD level. Everything is in an unnamed namespace, and
// nothing of the standard library is called: a function compiled for AVX-512 must never be the copy that the
// linker keeps for a program that runs elsewhere.

#include <cstdint>
#include <utility>

namespace rwave::simd {
namespace {

constexpr std::int64_t least(std::int64_t a, std::int64_t b) {
  return a < b ? a : b;
}

// What one call of the microkernel does: up to tile_rows rows by one panel by a part of the depth. Strides
// are in floats. A struct and not a dozen parameters: it is filled once per tile and read from the
// first-level cache, while the registers belong to the sums.
struct Tile {
  // First row of the tile at the first depth of the part.
  const float* a;
  // Of a: between rows, or between depths where rows lie side by side.
  std::int64_t stride;
  // Packed columns, one panel width per depth (pack_panels.h).
  const float* panel;
  // What the sums start from: a bias, the sums over earlier depths, or null for zeros.
  const float* start;
  // 0 for a bias: all rows start from the same values.
  std::int64_t start_row;
  // Where the sums go; may be `start`, which has been read before anything is written.
  float* out;
  std::int64_t out_row;
  // Steps of the sum, each a column of a times a row of the panel.
  std::int64_t depth;
  // Columns that exist: loads and stores of the result are masked behind them, the panel holds zeros there.
  int cols;
  // A shortcut's values for the same rows and columns, added after the sum; null: none. As relu, only with
  // the last part of the depth, so that the order of additions is the same for every split of it.
  const float* add;
  std::int64_t add_row;
  // Cut off at zero before storing.
  bool relu;
  // What is asked for in the first steps: ahead + k * ahead_step.
  // Prefetching by hand, because the part that is packed next lies elsewhere: the hardware's prefetcher
  // follows only the streams that are being read.
  const char* ahead;
  std::int64_t ahead_step, ahead_steps;
};

// Of `left` columns those that vector v of a panel takes: a whole vector, a part of one, or none.
template <class Simd>
constexpr int columns_of(int left, int v) {
  const int count = left - v * Simd::width;
  return count < 0 ? 0 : (count < Simd::width ? count : Simd::width);
}

// rows x vectors sums in registers, over the depth: for every step `vectors` loads of the panel and `rows`
// broadcasts of a, each multiplied into all of them. Rows and vectors are constants, so that the sums have
// names the compiler can keep in registers.
template <class Simd, int rows, int vectors, bool side_by_side>
void multiply_tile(const Tile& tile) {
  constexpr int width = Simd::width;
  typename Simd::Floats sum[rows][vectors];
  // Nearly always; then no load or store is masked.
  const bool whole = tile.cols == width * vectors;
#pragma GCC unroll 16
  for (int r = 0; r < rows; ++r) {
#pragma GCC unroll 4
    for (int v = 0; v < vectors; ++v) {
      const float* from = tile.start ? tile.start + r * tile.start_row + v * width : nullptr;
      sum[r][v] = !from   ? Simd::broadcast(0.0F)
                  : whole ? Simd::load(from)
                          : Simd::load_first(from, columns_of<Simd>(tile.cols, v));
    }
  }
  // Where the sums will go is brought in while they are computed.
#pragma GCC unroll 16
  for (int r = 0; r < rows; ++r) {
#pragma GCC unroll 4
    for (int v = 0; v < vectors; ++v) __builtin_prefetch(tile.out + r * tile.out_row + v * width, 1, 2);
  }
  const float* a = tile.a;
  const float* panel = tile.panel;
  // In two loops with one body: the first asks for memory in each step, the second has nothing left to ask
  // for.
  const char* ahead = tile.ahead;
  std::int64_t ahead_step = tile.ahead_step, left = tile.depth, steps = least(tile.ahead_steps, left);
  while (left > 0) {
    for (std::int64_t k = 0; k < steps; ++k, panel += Simd::panel_width, ahead += ahead_step) {
      __builtin_prefetch(ahead, 0, 2);
      // Loaded once per step and used by all rows.
      typename Simd::Floats weight[vectors];
#pragma GCC unroll 4
      for (int v = 0; v < vectors; ++v) weight[v] = Simd::load(panel + v * width);
#pragma GCC unroll 16
      for (int r = 0; r < rows; ++r) {
        // A broadcast from memory costs no more than a load, so a needs no packing.
        const typename Simd::Floats value = Simd::broadcast(side_by_side ? a[r] : a[r * tile.stride]);
#pragma GCC unroll 4
        for (int v = 0; v < vectors; ++v) sum[r][v] = Simd::multiply_add(value, weight[v], sum[r][v]);
      }
      a += side_by_side ? tile.stride : 1;
    }
    left -= steps;
    steps = left;
    // Already here: the rest asks for nothing.
    ahead = reinterpret_cast<const char*>(tile.panel);
    ahead_step = 0;
  }
#pragma GCC unroll 16
  for (int r = 0; r < rows; ++r) {
#pragma GCC unroll 4
    for (int v = 0; v < vectors; ++v) {
      typename Simd::Floats x = sum[r][v];
      if (tile.add)
        x = Simd::add(
            x, Simd::load_first(tile.add + r * tile.add_row + v * width, columns_of<Simd>(tile.cols, v)));
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

// Tables of these replace a switch over the number of rows in the inner loop.
using TileFunction = void (*)(const Tile&);

// The microkernel for 1, 2, ... rows.
// of[r - 1] is the kernel for r rows. All are instantiated, since a tile of few rows must not compute and
// drop the rest: rows are shared out so that sizes differ by one at most.
template <class Simd, int vectors, bool side_by_side, class Rows>
struct TileFunctions;
template <class Simd, int vectors, bool side_by_side, int... rows>
struct TileFunctions<Simd, vectors, side_by_side, std::integer_sequence<int, rows...>> {
  static constexpr TileFunction of[] = {multiply_tile<Simd, rows + 1, vectors, side_by_side>...};
};

// By the tile's shape: a panel of one vector would waste half of the arithmetic in the kernel of two.
template <class Simd>
const TileFunction* tile_functions(bool one_vector, bool side_by_side) {
  using Rows = std::make_integer_sequence<int, Simd::tile_rows>;
  constexpr int vectors = Simd::tile_vectors;
  if (side_by_side)
    return one_vector ? TileFunctions<Simd, 1, true, Rows>::of : TileFunctions<Simd, vectors, true, Rows>::of;
  return one_vector ? TileFunctions<Simd, 1, false, Rows>::of : TileFunctions<Simd, vectors, false, Rows>::of;
}

// Of a level's narrow tiles: only ever all of their vectors, and rows that do not lie side by side.
template <class Narrow>
const TileFunction* narrow_tile_functions() {
  using Rows = std::make_integer_sequence<int, Narrow::tile_rows>;
  return TileFunctions<Narrow, Narrow::tile_vectors, false, Rows>::of;
}

}  // namespace
}  // namespace rwave::simd
