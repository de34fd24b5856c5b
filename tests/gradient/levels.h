#pragma once
// The SIMD levels that this machine has, to run a test at each.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "gradient/kernels/gradient_kernels.h"

namespace rwave::gradient {

inline std::vector<SimdLevel> levels() {
  std::vector<SimdLevel> known = {SimdLevel::portable, SimdLevel::neon, SimdLevel::avx2, SimdLevel::avx512};
  std::erase_if(known, [](SimdLevel level) { return !has_simd_level(level); });
  return known;
}

inline std::string name_of_level(const ::testing::TestParamInfo<SimdLevel>& level) {
  return std::string(name_of(level.param));
}

}  // namespace rwave::gradient
