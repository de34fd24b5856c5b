#pragma once
// The inner loops, once for each SIMD level, chosen when a network is planned.

#include <cstdint>

#include "infer/kernels/gemm.h"
#include "simd/simd_level.h"
#include "simd/winograd_tiles.h"

namespace rwave::infer {

// Windows over the rows of a value, for pooling: window w takes the `rows` rows from in + w * step, of
// `channels` values each, and gives the w-th row of the result.
struct Windows {
  std::int64_t count = 1;
  // Values from one window's first row to the next one's.
  std::int64_t step = 0;
  std::int64_t rows = 1;
  std::int64_t channels = 1;
};

// One level's inner loops, over rows of channels (channels-last). No two pointers overlap. The tables are
// constants of the program and may be used from any thread; a network keeps a reference to the one that its
// weights were packed for, since the panel widths differ.
struct Kernels {
  // Which level this is, as name_of() spells it.
  SimdLevel level;
  // Columns of a packed panel of float32 weights: the width of a vector times the vectors of a tile.
  int panel;
  // And of int8 weights.
  int int8_panel;
  // The products (gemm.h), on the calling thread; the caller shares rows out over threads.
  void (*gemm)(const Gemm&);
  void (*gemm_int8)(const Int8Gemm&);
  // out[c] = the greatest of in[t * channels + c] over a window's rows t
  void (*max_rows)(const float* in, const Windows& windows, float* out);
  void (*max_rows_uint8)(const std::uint8_t* in, const Windows& windows, std::uint8_t* out);
  // out[c] = factor * the sum of in[t * channels + c]
  void (*sum_rows)(const float* in, const Windows& windows, float factor, float* out);
  // out[i] = a[i] + b[i], cut off at zero with relu.
  void (*add)(const float* a, const float* b, std::int64_t count, bool relu, float* out);
  // out[i] = clamp(round(in[i] * factor) + zero_point, 0, 255), halves to even
  void (*quantize)(const float* in, std::int64_t count, float factor, int zero_point, std::uint8_t* out);
  // Float32 convolutions of stride 1 with three and with five taps, in fewer multiplications.
  simd::WinogradConvolution winograd_three, winograd_five;
};

// The kernels of a level. Throws Error where that is above the best one.
const Kernels& kernels_of(SimdLevel level);

// The tables themselves; only kernels.cpp calls these, after asking the processor.
const Kernels& portable_kernels();
const Kernels& neon_kernels();
const Kernels& avx2_kernels();
const Kernels& avx512_kernels();
const Kernels& vnni_kernels();

}  // namespace rwave::infer
