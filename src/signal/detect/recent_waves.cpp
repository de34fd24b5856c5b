#include "signal/detect/recent_waves.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <numeric>
#include <span>

#include "signal/detect/dot.h"

namespace rwave {
namespace {

constexpr std::size_t remembered = 16;

float mean_of(std::span<const float> values) {
  return std::accumulate(values.begin(), values.end(), 0.F) / static_cast<float>(values.size());
}

// 1 over the root of the sum of squares about the mean; 0 for a constant.
float scale_of(std::span<const float> values, float mean) {
  float power = 0;
  for (const float value : values) power += (value - mean) * (value - mean);
  return power > 0 ? 1 / std::sqrt(power) : 0;
}

}  // namespace

void RecentWaves::add(const float* middle, std::int64_t index) {
  if (waves_.size() == remembered) waves_.pop_front();
  waves_.push_back(Wave{index, shape(middle)});
}

std::vector<float> RecentWaves::shape(const float* middle) const {
  std::vector<float> values(middle - half_, middle + half_ + 1);
  const float mean = mean_of(values);
  const float scale = scale_of(values, mean);
  for (float& value : values) value = (value - mean) * scale;
  return values;
}

float RecentWaves::likeness(const float* middle, std::int64_t index, std::int64_t apart) const {
  std::vector<float> scales, correlations;
  for (int lag = -most_lag_; lag <= most_lag_; ++lag) {
    const std::span<const float> here(middle + lag - half_, size());
    scales.push_back(scale_of(here, mean_of(here)));
  }
  for (const Wave& wave : waves_) {
    if (std::abs(wave.index - index) < apart) continue;
    float most = -1;
    for (int lag = -most_lag_; lag <= most_lag_; ++lag) {
      // A remembered shape has mean 0, so that, but for rounding, the mean of what is here falls out of the
      // product.
      const float* here = middle + lag - half_;
      most = std::max(
          most, dot(wave.shape.data(), here, size()) * scales[static_cast<std::size_t>(lag + most_lag_)]);
    }
    correlations.push_back(most);
  }
  if (correlations.size() < 2) return 0;
  std::ranges::nth_element(correlations, correlations.begin() + 1, std::greater<>());
  return correlations[1];
}

}  // namespace rwave
