#pragma once
// The dot product that the detector's filters and comparisons are made of.

#include <array>
#include <cstddef>

namespace rwave {

// Sum of a[i] b[i]. Partial sums kept apart let the compiler use vectors without being allowed to reorder a
// sum of floats.
inline float dot(const float* a, const float* b, std::size_t count) {
  // A vector of AVX2; with SSE two. The result does not depend on which, as the lanes' order is fixed.
  constexpr std::size_t lanes = 8;
  std::array<float, lanes> sums{};
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    for (std::size_t lane = 0; lane < lanes; ++lane) sums[lane] += a[i + lane] * b[i + lane];
  }
  // What is left joins the first lanes; the order of additions is the same in every build.
  for (std::size_t lane = 0; i < count; ++i, ++lane) sums[lane] += a[i] * b[i];
  float sum = 0;
  for (const float part : sums) sum += part;
  return sum;
}

}  // namespace rwave
