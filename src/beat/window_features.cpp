#include "beat/window_features.h"

#include <algorithm>
#include <cmath>

namespace rwave {
namespace {

float mean(WindowPart values) {
  float sum = 0;
  for (const float value : values) sum += value;
  return sum / static_cast<float>(values.size());
}

}  // namespace

float height_of(WindowPart part) {
  const auto [low, high] = std::ranges::minmax(part);
  return high - low;
}

float correlation(WindowPart a, WindowPart b) {
  const float mean_a = mean(a), mean_b = mean(b);
  float ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const float x = a[i] - mean_a, y = b[i] - mean_b;
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return correlation_of(ab, aa, bb);
}

float mean_difference(WindowPart a, WindowPart b) {
  float sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] - b[i]);
  return sum / static_cast<float>(a.size());
}

}  // namespace rwave
