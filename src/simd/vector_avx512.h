#pragma once
// Sixteen numbers at a time. Only for files compiled with AVX-512 (F and BW).

#include <immintrin.h>

#include <cstdint>

#include "simd/vector_avx2.h"

namespace rwave::simd {
namespace {

// Three vectors of eight, for panels of Avx512 of which no more than 24 columns exist: two of sixteen would
// compute a quarter for nothing.
struct Avx512Narrow : Avx2 {
  // 9 x 3 sums, 3 weights, 1 value: 31 of 32 registers.
  static constexpr int tile_rows = 9;
  static constexpr int tile_vectors = 3;
  static constexpr int panel_width = 32;
};

// The members mean what those of Avx2 do (vector_avx2.h).
struct Avx512 {
  using Floats = __m512;
  static constexpr int width = 16;
  // 14 x 2 sums, 2 weights, 1 value: 31 of 32 registers.
  static constexpr int tile_rows = 14;
  static constexpr int tile_vectors = 2;
  static constexpr int panel_width = width * tile_vectors;
  using Narrow = Avx512Narrow;

  // The mask of the first `count` numbers, 0 .. width; masks are registers of their own here.
  static __mmask16 first(int count) { return static_cast<__mmask16>((1U << count) - 1U); }
  static Floats load(const float* from) { return _mm512_loadu_ps(from); }
  static Floats load_first(const float* from, int count) { return _mm512_maskz_loadu_ps(first(count), from); }
  static void store(float* to, Floats x) { _mm512_storeu_ps(to, x); }
  static void store_first(float* to, Floats x, int count) { _mm512_mask_storeu_ps(to, first(count), x); }
  static Floats broadcast(float x) { return _mm512_set1_ps(x); }
  static Floats multiply_add(Floats a, Floats b, Floats sum) { return _mm512_fmadd_ps(a, b, sum); }
  static Floats multiply(Floats a, Floats b) { return _mm512_mul_ps(a, b); }
  static Floats subtract(Floats a, Floats b) { return _mm512_sub_ps(a, b); }
  static Floats divide(Floats a, Floats b) { return _mm512_div_ps(a, b); }
  static Floats square_root(Floats a) { return _mm512_sqrt_ps(a); }
  static Floats add(Floats a, Floats b) { return _mm512_add_ps(a, b); }
  static Floats max(Floats a, Floats b) { return _mm512_max_ps(a, b); }
  static Floats if_equal(Floats a, Floats b, Floats then, Floats otherwise) {
    return _mm512_mask_blend_ps(_mm512_cmp_ps_mask(a, b, _CMP_EQ_OQ), otherwise, then);
  }
  static Floats if_greater(Floats a, Floats b, Floats then, Floats otherwise) {
    return _mm512_mask_blend_ps(_mm512_cmp_ps_mask(a, b, _CMP_GT_OQ), otherwise, then);
  }
  // to[i * to_row + j] = from[j * from_row + i], i and j below width: pairs of rows are interleaved four
  // times over, at distances of 8, 4, 2 and 1, which turns rows into columns.
  static void transpose(const float* from, std::int64_t from_row, float* to, std::int64_t to_row) {
    // Indices below 16 take from the first operand, the others from the second.
    const __m512i low = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const __m512i high = _mm512_setr_epi32(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    Floats a[width], b[width];
#pragma GCC unroll 16
    for (int j = 0; j < width; ++j) a[j] = load(from + j * from_row);
#pragma GCC unroll 2
    for (int round = 0; round < 2; ++round) {
#pragma GCC unroll 8
      for (int j = 0; j < width / 2; ++j) {
        b[2 * j] = _mm512_permutex2var_ps(a[j], low, a[j + width / 2]);
        b[2 * j + 1] = _mm512_permutex2var_ps(a[j], high, a[j + width / 2]);
      }
#pragma GCC unroll 8
      for (int j = 0; j < width / 2; ++j) {
        a[2 * j] = _mm512_permutex2var_ps(b[j], low, b[j + width / 2]);
        a[2 * j + 1] = _mm512_permutex2var_ps(b[j], high, b[j + width / 2]);
      }
    }
#pragma GCC unroll 16
    for (int i = 0; i < width; ++i) store(to + i * to_row, a[i]);
  }
};

}  // namespace
}  // namespace rwave::simd
