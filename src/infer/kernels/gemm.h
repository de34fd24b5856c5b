#pragma once
// Products of an activation matrix with packed weights: convolutions and Linear layers alike. In
// channels-last order a convolution's patch matrix is its input read with overlapping rows: row t starts at t
// * stride * C and is taps * C long. So nothing is copied (no im2col), and one microkernel serves both kinds
// of layer.

#include <cstdint>

namespace rwave::infer {

// out[r, n] = act(bias[n] + sum over k of a[r * lda + k] * weight[k, n]  (+ add[r, n])), act = ReLU or
// nothing. Strides are in elements. The sum over k is one chain in ascending order whatever `rows` is, so a
// beat's result does not depend on the beats it is batched with.
struct Gemm {
  const float* a = nullptr;
  std::int64_t lda = 0;
  std::int64_t rows = 0;
  std::int64_t depth = 0;
  // The weights, packed for the level's panel width (pack_floats, infer/pack.h).
  const float* panels = nullptr;
  std::int64_t cols = 0;
  // cols values, then zeros to a whole panel: loads of it are not masked.
  const float* bias = nullptr;
  // A shortcut, (rows, cols) at add_stride; null: nothing to add.
  const float* add = nullptr;
  std::int64_t add_stride = 0;
  float* out = nullptr;
  std::int64_t out_stride = 0;
  bool relu = false;
};

// The same with 8-bit operands and exact 32-bit sums: s = start[n] + sum over k of a[r, k] * weight[k, n],
// x = act(factor[n] * s + bias[n]  (+ add[r, n])), product and sum rounded apart so that every level gives
// the same. The result is x in `out`, or clamp(round(x) + zero_point, 0, 255) in `out_uint8`, whose scale
// `factor` and `bias` then hold already.
struct Int8Gemm {
  // Up to 3 bytes past a row's depth are read, and meet zero weights.
  const std::uint8_t* a = nullptr;
  std::int64_t lda = 0;
  std::int64_t rows = 0;
  // A multiple of 4: the dot products take four bytes at once.
  std::int64_t depth = 0;
  // The weights, packed four depths at a time (pack_int8).
  const std::int8_t* panels = nullptr;
  std::int64_t cols = 0;
  // These three: cols values, then zeros to a whole panel.
  const std::int32_t* start = nullptr;
  const float* factor = nullptr;
  const float* bias = nullptr;
  const float* add = nullptr;
  std::int64_t add_stride = 0;
  float* out = nullptr;
  // Null: float32 into out.
  std::uint8_t* out_uint8 = nullptr;
  std::int64_t out_stride = 0;
  int zero_point = 0;
  bool relu = false;
};

}  // namespace rwave::infer
