#pragma once
// Four 8-bit products summed exactly, four sums at a time: bytes are widened to 16 bits, multiplied into 32
// and added in pairs. The dot product of bytes (sdot) was refused: it takes two signed or two unsigned ones,
// and not every processor has it.

#include <cstdint>

#include "simd/vector_neon.h"

namespace rwave::infer {
namespace {

// What gemm_int8_loops.h asks of a level beyond its floats.
struct Int8Neon : simd::Neon {
  using Sums = int32x4_t;
  // Sixteen bytes, column i's four depths at 4 i .. 4 i + 3, as 16 bits: columns 0 and 1, columns 2 and 3.
  struct Weights {
    int16x8_t low, high;
  };
  using Values = int16x4_t;
  // 8 x 2 sums, 2 x 2 weights, 1 value, what is being added: 25 of 32 registers.
  static constexpr int tile_rows = 8;

  static Sums load_sums(const std::int32_t* from) { return vld1q_s32(from); }
  static Weights load_weights(const std::int8_t* from) {
    const int8x16_t bytes = vld1q_s8(from);
    return {vmovl_s8(vget_low_s8(bytes)), vmovl_s8(vget_high_s8(bytes))};
  }
  // Four activation bytes; zero-extended, as they are unsigned. memcpy, because `from` is not aligned.
  static Values broadcast_four(const std::uint8_t* from) {
    std::uint32_t four;
    __builtin_memcpy(&four, from, 4);
    return vget_low_s16(vreinterpretq_s16_u16(vmovl_u8(vreinterpret_u8_u32(vdup_n_u32(four)))));
  }
  static Sums dot_four(Values values, Weights weights, Sums sum) {
    const int32x4_t first = vmull_s16(vget_low_s16(weights.low), values),
                    second = vmull_s16(vget_high_s16(weights.low), values),
                    third = vmull_s16(vget_low_s16(weights.high), values),
                    fourth = vmull_s16(vget_high_s16(weights.high), values);
    return vaddq_s32(sum, vpaddq_s32(vpaddq_s32(first, second), vpaddq_s32(third, fourth)));
  }
  static Floats to_floats(Sums sum) { return vcvtq_f32_s32(sum); }
  // Clamped as floats, rounded halves to even, shifted by zero_point, the first `count` bytes stored.
  static void store_uint8(std::uint8_t* to, Floats x, int zero_point, int count) {
    const float least = static_cast<float>(-zero_point), most = static_cast<float>(255 - zero_point);
    // Not by vminq and vmaxq, which keep NaN: all kernels store 255 for it.
    x = vbslq_f32(vcltq_f32(x, broadcast(most)), x, broadcast(most));
    x = vbslq_f32(vcgtq_f32(x, broadcast(least)), x, broadcast(least));
    const int32x4_t rounded = vaddq_s32(vcvtnq_s32_f32(x), vdupq_n_s32(zero_point));
    const uint16x4_t words = vqmovun_s32(rounded);
    const uint8x8_t bytes = vqmovn_u16(vcombine_u16(words, words));
    __builtin_memcpy(to, &bytes, static_cast<unsigned>(count));
  }
};

}  // namespace
}  // namespace rwave::infer
