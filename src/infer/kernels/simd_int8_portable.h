#pragma once
// Four 8-bit products summed exactly, four sums at a time, in plain loops.

#include <cstdint>

#include "simd/vector_portable.h"

namespace rwave::infer {
namespace {

// What gemm_int8_loops.h asks of a level beyond its floats, and the reference for the other levels' tests:
// all of them give these very sums.
struct Int8Portable : simd::Portable {
  struct Sums {
    std::int32_t at[4];
  };
  // Column i's four depths at 4 i .. 4 i + 3.
  struct Weights {
    std::int8_t at[16];
  };
  struct Values {
    std::uint8_t at[4];
  };

  static Sums load_sums(const std::int32_t* from) { return {{from[0], from[1], from[2], from[3]}}; }
  static Weights load_weights(const std::int8_t* from) {
    Weights weights;
    for (int i = 0; i < 16; ++i) weights.at[i] = from[i];
    return weights;
  }
  static Values broadcast_four(const std::uint8_t* from) { return {{from[0], from[1], from[2], from[3]}}; }
  // By number i: sum + the four products, in int.
  static Sums dot_four(const Values& values, const Weights& weights, Sums sum) {
    for (int i = 0; i < width; ++i)
      for (int k = 0; k < 4; ++k) sum.at[i] += values.at[k] * weights.at[4 * i + k];
    return sum;
  }
  static Floats to_floats(Sums sum) {
    Floats x;
    for (int i = 0; i < width; ++i) x[i] = static_cast<float>(sum.at[i]);
    return x;
  }
  // As quantize_values() of row_loops.h rounds, with zero_point added afterwards.
  static void store_uint8(std::uint8_t* to, Floats x, int zero_point, int count) {
    const float least = static_cast<float>(-zero_point), most = static_cast<float>(255 - zero_point);
    for (int i = 0; i < count; ++i) {
      const float low = x[i] < most ? x[i] : most;
      to[i] = static_cast<std::uint8_t>(static_cast<int>(__builtin_rintf(low > least ? low : least)) +
                                        zero_point);
    }
  }
};

}  // namespace
}  // namespace rwave::infer
