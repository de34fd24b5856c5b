#pragma once
// Four 8-bit products summed in one instruction, sixteen sums at a time. Only for files compiled with AVX-512
// F, BW and VNNI.

#include <immintrin.h>

#include <cstdint>
#include <cstring>

#include "simd/vector_avx512.h"

namespace rwave::infer {
namespace {

// Sixteen columns by four depths per register; tile sizes are Avx512's, as values take one register as
// well.
struct Vnni : simd::Avx512 {
  using Sums = __m512i;
  using Weights = __m512i;
  using Values = __m512i;

  static Sums load_sums(const std::int32_t* from) { return _mm512_loadu_si512(from); }
  static Weights load_weights(const std::int8_t* from) { return _mm512_loadu_si512(from); }
  static Values broadcast_four(const std::uint8_t* from) {
    int four;
    std::memcpy(&four, from, 4);
    return _mm512_set1_epi32(four);
  }
  // vpdpbusd: unsigned values times signed weights, four at a time, without saturation (vpdpbusds has it).
  static Sums dot_four(Values values, Weights weights, Sums sum) {
    return _mm512_dpbusd_epi32(sum, values, weights);
  }
  static Floats to_floats(Sums sum) { return _mm512_cvtepi32_ps(sum); }
  static Floats multiply(Floats a, Floats b) { return _mm512_mul_ps(a, b); }
  // vpmovdb stores the low byte of each of the first `count` numbers; after clamping that is the value.
  static void store_uint8(std::uint8_t* to, Floats x, int zero_point, int count) {
    const float least = static_cast<float>(-zero_point), most = static_cast<float>(255 - zero_point);
    x = _mm512_max_ps(_mm512_min_ps(x, broadcast(most)), broadcast(least));
    const __m512i rounded = _mm512_add_epi32(_mm512_cvtps_epi32(x), _mm512_set1_epi32(zero_point));
    if (count == width) {  // nearly always, and the masked store is the slower one
      _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm512_cvtepi32_epi8(rounded));
    } else {
      _mm512_mask_cvtepi32_storeu_epi8(to, first(count), rounded);
    }
  }
};

}  // namespace
}  // namespace rwave::infer
