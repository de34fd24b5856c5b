#pragma once
// Four 8-bit products summed exactly, eight sums at a time: bytes are spread to 16 bits (even and odd ones
// apart), multiplied and added in pairs. AVX2's own 8-bit product (vpmaddubsw) was refused: it saturates.

#include <immintrin.h>

#include <cstdint>
#include <cstring>

#include "simd/vector_avx2.h"

namespace rwave::infer {
namespace {

// What gemm_int8_loops.h asks of a level beyond its floats.
struct Int8Avx2 : simd::Avx2 {
  using Sums = __m256i;
  // Thirty-two bytes (eight columns by four depths) spread to 16 bits: depths 0 and 2, depths 1 and 3.
  struct Weights {
    __m256i even, odd;
  };
  using Values = Weights;
  // 4 x 2 sums, 2 x 2 weights, 2 values: 14 of 16 registers.
  static constexpr int tile_rows = 4;

  static Sums load_sums(const std::int32_t* from) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
  }
  // Sign-extended by shifting left and arithmetically right again.
  static Weights load_weights(const std::int8_t* from) {
    const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
    return {_mm256_srai_epi16(_mm256_slli_epi16(bytes, 8), 8), _mm256_srai_epi16(bytes, 8)};
  }
  // Four activation bytes, the same for every column; zero-extended, as they are unsigned. memcpy, because
  // `from` is not aligned.
  static Values broadcast_four(const std::uint8_t* from) {
    int four;
    std::memcpy(&four, from, 4);
    const __m256i bytes = _mm256_set1_epi32(four);
    return {_mm256_and_si256(bytes, _mm256_set1_epi16(0xff)), _mm256_srli_epi16(bytes, 8)};
  }
  // Products of 8 by 8 bits fit 16 bits signed by far, and madd adds pairs into 32 bits: no rounding
  // anywhere.
  static Sums dot_four(Values values, Weights weights, Sums sum) {
    const __m256i pairs = _mm256_add_epi32(_mm256_madd_epi16(values.even, weights.even),
                                           _mm256_madd_epi16(values.odd, weights.odd));
    return _mm256_add_epi32(sum, pairs);
  }
  static Floats to_floats(Sums sum) { return _mm256_cvtepi32_ps(sum); }
  static Floats multiply(Floats a, Floats b) { return _mm256_mul_ps(a, b); }
  // Clamped as floats, rounded halves to even, shifted by zero_point and narrowed with the first `count`
  // bytes stored. packus saturates, but nothing is left to saturate.
  static void store_uint8(std::uint8_t* to, Floats x, int zero_point, int count) {
    const float least = static_cast<float>(-zero_point), most = static_cast<float>(255 - zero_point);
    x = _mm256_max_ps(_mm256_min_ps(x, broadcast(most)), broadcast(least));
    const __m256i rounded = _mm256_add_epi32(_mm256_cvtps_epi32(x), _mm256_set1_epi32(zero_point));
    const __m128i words =
        _mm_packus_epi32(_mm256_castsi256_si128(rounded), _mm256_extracti128_si256(rounded, 1));
    const __m128i bytes = _mm_packus_epi16(words, words);
    std::memcpy(to, &bytes, static_cast<std::size_t>(count));
  }
};

}  // namespace
}  // namespace rwave::infer
