#pragma once
// Eight numbers at a time. Only for files compiled with AVX2 and FMA.

#include <immintrin.h>

#include <cstdint>

namespace rwave::simd {
namespace {

// What the loops (product_tile.h, those of infer and gradient) ask of a level; Avx512 and Portable have the
// same members, and where a name says less than what is computed, Avx2 says it for all.
struct Avx2 {
  using Floats = __m256;
  static constexpr int width = 8;
  // 6 x 2 sums, 2 weights, 1 value: 15 of 16 registers.
  static constexpr int tile_rows = 6;
  static constexpr int tile_vectors = 2;
  static constexpr int panel_width = width * tile_vectors;

  // The mask of the first `count` numbers, 0 .. width.
  static __m256i first(int count) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
  }
  // Unaligned loads throughout: on processors with AVX2 they cost nothing where the address is aligned
  // anyway.
  static Floats load(const float* from) { return _mm256_loadu_ps(from); }
  // Reads nothing behind the first `count` numbers, and gives zeros for them; store_first() writes nothing
  // there.
  static Floats load_first(const float* from, int count) { return _mm256_maskload_ps(from, first(count)); }
  static void store(float* to, Floats x) { _mm256_storeu_ps(to, x); }
  static void store_first(float* to, Floats x, int count) { _mm256_maskstore_ps(to, first(count), x); }
  static Floats broadcast(float x) { return _mm256_set1_ps(x); }
  // a * b + sum, rounded once.
  static Floats multiply_add(Floats a, Floats b, Floats sum) { return _mm256_fmadd_ps(a, b, sum); }
  static Floats multiply(Floats a, Floats b) { return _mm256_mul_ps(a, b); }
  static Floats subtract(Floats a, Floats b) { return _mm256_sub_ps(a, b); }
  static Floats divide(Floats a, Floats b) { return _mm256_div_ps(a, b); }
  static Floats square_root(Floats a) { return _mm256_sqrt_ps(a); }
  static Floats add(Floats a, Floats b) { return _mm256_add_ps(a, b); }
  // Where a or b is not a number the instruction gives b: a NaN activation becomes ReLU's zero.
  static Floats max(Floats a, Floats b) { return _mm256_max_ps(a, b); }
  // By number: a == b ? then : otherwise, without a branch.
  static Floats if_equal(Floats a, Floats b, Floats then, Floats otherwise) {
    return _mm256_blendv_ps(otherwise, then, _mm256_cmp_ps(a, b, _CMP_EQ_OQ));
  }
  static Floats if_greater(Floats a, Floats b, Floats then, Floats otherwise) {
    return _mm256_blendv_ps(otherwise, then, _mm256_cmp_ps(a, b, _CMP_GT_OQ));
  }
  // to[i * to_row + j] = from[j * from_row + i], i and j below width.
  // Plain loops, not shuffles as in Avx512: packing is 1 / rows of a product's arithmetic.
  static void transpose(const float* from, std::int64_t from_row, float* to, std::int64_t to_row) {
    for (int i = 0; i < width; ++i)
      for (int j = 0; j < width; ++j) to[i * to_row + j] = from[j * from_row + i];
  }
};

}  // namespace
}  // namespace rwave::simd
