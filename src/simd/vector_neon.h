#pragma once
// Four numbers at a time by NEON, which every 64-bit ARM processor has.

#include <arm_neon.h>

#include <cstdint>

namespace rwave::simd {
namespace {

// The members mean what those of Avx2 do (vector_avx2.h). Two things set it apart from Portable, whose
// vectors the compiler makes NEON's instructions of too: products and sums are one instruction, rounded once,
// so that scores are those of AVX2 to the last bit; and the tile has room for three times the sums, so that a
// loaded weight serves twelve rows where Portable's serves four.
struct Neon {
  using Floats = float32x4_t;
  static constexpr int width = 4;
  // 12 x 2 sums, 2 weights, 1 value: 27 of 32 registers.
  static constexpr int tile_rows = 12;
  static constexpr int tile_vectors = 2;
  static constexpr int panel_width = width * tile_vectors;

  static Floats load(const float* from) { return vld1q_f32(from); }
  static Floats load_first(const float* from, int count) {
    float values[width] = {};
    __builtin_memcpy(values, from, static_cast<unsigned>(count) * sizeof(float));
    return vld1q_f32(values);
  }
  static void store(float* to, Floats x) { vst1q_f32(to, x); }
  static void store_first(float* to, Floats x, int count) {
    __builtin_memcpy(to, &x, static_cast<unsigned>(count) * sizeof(float));
  }
  static Floats broadcast(float x) { return vdupq_n_f32(x); }
  static Floats multiply_add(Floats a, Floats b, Floats sum) { return vfmaq_f32(sum, a, b); }
  static Floats multiply(Floats a, Floats b) { return vmulq_f32(a, b); }
  static Floats subtract(Floats a, Floats b) { return vsubq_f32(a, b); }
  static Floats divide(Floats a, Floats b) { return vdivq_f32(a, b); }
  static Floats square_root(Floats a) { return vsqrtq_f32(a); }
  static Floats add(Floats a, Floats b) { return vaddq_f32(a, b); }
  // Not vmaxq_f32, which gives NaN where either is.
  static Floats max(Floats a, Floats b) { return if_greater(a, b, a, b); }
  static Floats if_equal(Floats a, Floats b, Floats then, Floats otherwise) {
    return vbslq_f32(vceqq_f32(a, b), then, otherwise);
  }
  static Floats if_greater(Floats a, Floats b, Floats then, Floats otherwise) {
    return vbslq_f32(vcgtq_f32(a, b), then, otherwise);
  }
  // to[i * to_row + j] = from[j * from_row + i], i and j below width.
  static void transpose(const float* from, std::int64_t from_row, float* to, std::int64_t to_row) {
    for (int i = 0; i < width; ++i)
      for (int j = 0; j < width; ++j) to[i * to_row + j] = from[j * from_row + i];
  }
};

}  // namespace
}  // namespace rwave::simd
