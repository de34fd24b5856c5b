#pragma once
// The 8-bit microkernel and the loops around it, written once for every SIMD level; see gemm_loops.h. The
// depth is never split: a quarter of the bytes lets 256 rows of the seed network's widest layer stay in the
// second-level cache whole.

#include <cstdint>
#include <utility>

#include "infer/kernels/gemm.h"
#include "simd/product_tile.h"

namespace rwave::infer {
namespace {

// What one call of the microkernel does: up to tile_rows rows by one panel over the whole depth.
struct Int8Tile {
  // Row `row` of the activations, and the panel whose first column is `col`.
  const std::uint8_t* a;
  const std::int8_t* panel;
  std::int64_t row;
  std::int64_t col;
  // Columns of the panel that exist; the rest are computed with zero weights and not stored.
  int cols;
};

// Scales, shifts, adds, cuts off and stores the sums of one vector of columns, row by row, `apart` vectors of
// sums from one row's to the next one's.
// In the order of Int8Gemm's formula. Multiplication and addition are two instructions, not one fused:
// fused sums would round otherwise than the portable level's. Everything that the rows share is in locals: a
// store of bytes may alias anything, and the compiler would read it again after each.
template <class Simd>
inline void finish(const Int8Gemm& gemm, const typename Simd::Sums* sums, int rows, int apart,
                   std::int64_t row, std::int64_t col, int count) {
  const typename Simd::Floats factor = Simd::load(gemm.factor + col), bias = Simd::load(gemm.bias + col);
  const typename Simd::Floats zero = Simd::broadcast(0.0F);
  const std::int64_t add_stride = gemm.add_stride, out_stride = gemm.out_stride;
  const float* add = gemm.add ? gemm.add + row * add_stride + col : nullptr;
  // The next layer takes bytes, or the network goes on in float32.
  std::uint8_t* bytes = gemm.out_uint8 ? gemm.out_uint8 + row * out_stride + col : nullptr;
  float* out = gemm.out_uint8 ? nullptr : gemm.out + row * out_stride + col;
  const bool relu = gemm.relu;
  const int zero_point = gemm.zero_point;
#pragma GCC unroll 1
  for (int r = 0; r < rows; ++r) {
    typename Simd::Floats x = Simd::add(Simd::multiply(Simd::to_floats(sums[r * apart]), factor), bias);
    if (add) x = Simd::add(x, Simd::load_first(add + r * add_stride, count));
    if (relu) x = Simd::max(x, zero);
    if (bytes) {
      Simd::store_uint8(bytes + r * out_stride, x, zero_point, count);
    } else {
      Simd::store_first(out + r * out_stride, x, count);
    }
  }
}

// The sums of the tile stay in registers over the depth, four depths per step: one broadcast of four
// activation bytes meets `vectors` loads of weights. Sums are exact, so their order does not matter: at
// most 4608 * 255 * 127 in the largest layer, far from overflowing 32 bits.
template <class Simd, int rows, int vectors>
void multiply_int8_tile(const Int8Gemm& gemm, const Int8Tile& tile) {
  constexpr int width = Simd::width;
  // Bytes of a panel for four depths.
  constexpr int step = width * Simd::tile_vectors * 4;
  // They begin at `start`, which holds the zero point's part of the sum.
  typename Simd::Sums sum[rows][vectors];
#pragma GCC unroll 16
  for (int r = 0; r < rows; ++r) {
#pragma GCC unroll 2
    for (int v = 0; v < vectors; ++v) sum[r][v] = Simd::load_sums(gemm.start + tile.col + v * width);
  }
  const std::uint8_t* a = tile.a;
  const std::int8_t* panel = tile.panel;
  for (std::int64_t k = 0; k < gemm.depth; k += 4, a += 4, panel += step) {
    // Four depths of a panel's columns.
    typename Simd::Weights weight[vectors];
#pragma GCC unroll 2
    for (int v = 0; v < vectors; ++v) weight[v] = Simd::load_weights(panel + v * width * 4);
#pragma GCC unroll 16
    for (int r = 0; r < rows; ++r) {
      const typename Simd::Values value = Simd::broadcast_four(a + r * gemm.lda);
#pragma GCC unroll 2
      for (int v = 0; v < vectors; ++v) sum[r][v] = Simd::dot_four(value, weight[v], sum[r][v]);
    }
  }
  // Through memory once: with the longer finish() in an unrolled loop, gcc 12 keeps the sums in memory
  // throughout.
  typename Simd::Sums result[rows][vectors];
#pragma GCC unroll 16
  for (int r = 0; r < rows; ++r) {
#pragma GCC unroll 2
    for (int v = 0; v < vectors; ++v) result[r][v] = sum[r][v];
  }
#pragma GCC unroll 1
  for (int v = 0; v < vectors; ++v)
    finish<Simd>(gemm, &result[0][v], rows, vectors, tile.row, tile.col + v * width,
                 simd::columns_of<Simd>(tile.cols, v));
}

using Int8TileFunction = void (*)(const Int8Gemm&, const Int8Tile&);

// The microkernel for 1, 2, ... rows, as in gemm_loops.h.
template <class Simd, int vectors, class Rows>
struct Int8TileFunctions;
template <class Simd, int vectors, int... rows>
struct Int8TileFunctions<Simd, vectors, std::integer_sequence<int, rows...>> {
  static constexpr Int8TileFunction of[] = {multiply_int8_tile<Simd, rows + 1, vectors>...};
};

// All rows and columns, panel by panel: a panel of weights stays in the first-level cache while the rows
// pass.
template <class Simd>
void multiply_int8(const Int8Gemm& gemm) {
  using Rows = std::make_integer_sequence<int, Simd::tile_rows>;
  constexpr std::int64_t panel_width = Simd::width * Simd::tile_vectors;
  const std::int64_t tiles = (gemm.rows + Simd::tile_rows - 1) / Simd::tile_rows;
  for (std::int64_t n = 0; n < gemm.cols; n += panel_width) {
    const std::int64_t left = gemm.cols - n;
    const int cols = static_cast<int>(left < panel_width ? left : panel_width);
    const Int8TileFunction* functions = cols > Simd::width
                                            ? Int8TileFunctions<Simd, Simd::tile_vectors, Rows>::of
                                            : Int8TileFunctions<Simd, 1, Rows>::of;
    for (std::int64_t t = 0; t < tiles; ++t) {
      // Shared out evenly, as in gemm_loops.h.
      const std::int64_t row = gemm.rows * t / tiles, end = gemm.rows * (t + 1) / tiles;
      functions[end - row - 1](gemm, {gemm.a + row * gemm.lda, gemm.panels + n * gemm.depth, row, n, cols});
    }
  }
}

// Values to bytes, as store_uint8 rounds. The last vector reads only the values there are.
template <class Simd>
void quantize_values(const float* in, std::int64_t count, float factor, int zero_point, std::uint8_t* out) {
  const typename Simd::Floats factors = Simd::broadcast(factor);
  std::int64_t i = 0;
  for (; i + Simd::width <= count; i += Simd::width)
    Simd::store_uint8(out + i, Simd::multiply(Simd::load(in + i), factors), zero_point, Simd::width);
  const int left = static_cast<int>(count - i);
  if (left > 0)
    Simd::store_uint8(out + i, Simd::multiply(Simd::load_first(in + i, left), factors), zero_point, left);
}

}  // namespace
}  // namespace rwave::infer
