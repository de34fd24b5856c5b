#include "simd/simd_level.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "rwave/error.h"

namespace rwave {
namespace {

constexpr std::array levels = {SimdLevel::portable, SimdLevel::neon, SimdLevel::avx2, SimdLevel::avx512,
                               SimdLevel::vnni};

SimdLevel level_of_machine() {
#if defined(__x86_64__)
  // By what the processor has and not by its name. AVX-512 is taken only with all of the parts that
  // the kernels use.
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return SimdLevel::portable;
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw") ||
      !__builtin_cpu_supports("avx512vl") || !__builtin_cpu_supports("avx512dq"))
    return SimdLevel::avx2;
  return __builtin_cpu_supports("avx512vnni") ? SimdLevel::vnni : SimdLevel::avx512;
#elif defined(__aarch64__)
  return SimdLevel::neon;
#else
  return SimdLevel::portable;
#endif
}

SimdLevel limited_level() {
  // To test the other kernels on one machine, and to compare results across machines.
  const char* limit = std::getenv("RWAVE_SIMD");
  if (!limit || !*limit) return level_of_machine();
  const auto level = simd_level_of(limit);
  if (!level) throw Error(fmt::format("RWAVE_SIMD={}: expected portable, neon, avx2, avx512 or vnni", limit));
  const SimdLevel machine = level_of_machine();
  // Of the other kind of processor: what both have is the portable one.
  if (*level != machine && (*level == SimdLevel::neon || machine == SimdLevel::neon))
    return SimdLevel::portable;
  return std::min(*level, machine);
}

}  // namespace

// Asked once: kernels that were chosen before a change of the environment would stay.
SimdLevel best_simd_level() {
  static const SimdLevel level = limited_level();
  return level;
}

bool has_simd_level(SimdLevel level) {
  const SimdLevel best = best_simd_level();
  return level == SimdLevel::neon ? best == SimdLevel::neon : level <= best;
}

void require_simd_level(SimdLevel level) {
  if (!has_simd_level(level))
    throw Error(fmt::format("this machine has no {}, or RWAVE_SIMD forbids it; the best is {}",
                            name_of(level), name_of(best_simd_level())));
}

std::string_view name_of(SimdLevel level) {
  switch (level) {
    case SimdLevel::portable:
      return "portable";
    case SimdLevel::neon:
      return "neon";
    case SimdLevel::avx2:
      return "avx2";
    case SimdLevel::avx512:
      return "avx512";
    case SimdLevel::vnni:
      return "vnni";
  }
  return "";
}

std::optional<SimdLevel> simd_level_of(std::string_view name) {
  for (const SimdLevel level : levels)
    if (name_of(level) == name) return level;
  return {};
}

}  // namespace rwave
