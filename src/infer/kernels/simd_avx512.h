#pragma once
// Sixteen numbers at a time. Only for files compiled with AVX-512 (F and BW).

#include <immintrin.h>

#include <cstdint>

namespace rwave::infer {
namespace {

struct Avx512 {
  using Floats = __m512;
  static constexpr int width = 16;
  static constexpr int tile_rows = 14;  // 14 x 2 sums, 2 weights, 1 value: 31 of 32 registers
  static constexpr int tile_vectors = 2;

  static __mmask16 first(int count) { return static_cast<__mmask16>((1U << count) - 1U); }
  static Floats load(const float* from) { return _mm512_loadu_ps(from); }
  static Floats load_first(const float* from, int count) { return _mm512_maskz_loadu_ps(first(count), from); }
  static void store(float* to, Floats x) { _mm512_storeu_ps(to, x); }
  static void store_first(float* to, Floats x, int count) { _mm512_mask_storeu_ps(to, first(count), x); }
  static Floats broadcast(float x) { return _mm512_set1_ps(x); }
  static Floats multiply_add(Floats a, Floats b, Floats sum) { return _mm512_fmadd_ps(a, b, sum); }
  static Floats add(Floats a, Floats b) { return _mm512_add_ps(a, b); }
  static Floats max(Floats a, Floats b) { return _mm512_max_ps(a, b); }
};

}  // namespace
}  // namespace rwave::infer
