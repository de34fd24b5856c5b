#pragma once
// The levels of vector instructions that kernels exist for, and which of them this machine may use.

#include <optional>
#include <string_view>

namespace rwave {

// neon is that of 64-bit ARM processors and the only one there; avx2 includes FMA; vnni is AVX-512 with its
// 8-bit dot products (AVX512_VNNI), other AVX-512 machines take avx2's 8-bit kernels. portable runs anywhere.
enum class SimdLevel { portable, neon, avx2, avx512, vnni };

// The best level that may be used: this machine's, or the one that the environment's RWAVE_SIMD names where
// that is lower (`rwave --simd LEVEL` sets it). It is for comparing levels, and for passing the tests
// with portable kernels. What works on Eights (math/eight.h) chooses by the processor alone: its results do
// not depend on it. Throws Error where RWAVE_SIMD names none.
SimdLevel best_simd_level();

// Whether the best level includes this one: its kernels may be used here.
bool has_simd_level(SimdLevel level);

// Throws Error where it does not. Refused and not lowered: who asks for a level compares
// it with another, and a quiet fallback would compare a level with itself.
void require_simd_level(SimdLevel level);

// "portable", "neon", "avx2", "avx512", "vnni", and back (nothing where there is none of that name).
std::string_view name_of(SimdLevel level);
std::optional<SimdLevel> simd_level_of(std::string_view name);

}  // namespace rwave
