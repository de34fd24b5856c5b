#pragma once
// The SIMD levels that this machine has, to run a test at each.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "gradient/kernels/gradient_kernels.h"

namespace rwave::gradient {

inline std::vector<infer::SimdLevel> levels() {
  std::vector<infer::SimdLevel> known = {infer::SimdLevel::portable, infer::SimdLevel::avx2,
                                         infer::SimdLevel::avx512};
  std::erase_if(known, [](infer::SimdLevel level) { return level > infer::best_simd_level(); });
  return known;
}

inline std::string name_of_level(const ::testing::TestParamInfo<infer::SimdLevel>& level) {
  return std::string(infer::name_of(level.param));
}

}  // namespace rwave::gradient
