#pragma once
// The shape of a wave, freed of offset and size: what correlations are made of.

#include <cmath>
#include <numeric>
#include <span>

namespace rwave {

// Of at least one value. Summed as floats: waves have a few dozen samples.
inline float mean_of(std::span<const float> values) {
  return std::accumulate(values.begin(), values.end(), 0.F) / static_cast<float>(values.size());
}

// 1 over the root of the sum of squares about the mean; 0 for a constant.
// What a correlation is multiplied by, so that none has to be divided by a root that may be 0.
inline float scale_of(std::span<const float> values, float mean) {
  float power = 0;
  for (const float value : values) power += (value - mean) * (value - mean);
  return power > 0 ? 1 / std::sqrt(power) : 0;
}

// The wave with mean 0 and sum of squares 1 (0 everywhere for a constant), as many values as it has.
// Two shapes' dot product is their correlation. `shape` needs room for them; it may be the wave itself.
inline void write_shape(std::span<const float> wave, float* shape) {
  const float mean = mean_of(wave);
  const float scale = scale_of(wave, mean);
  for (const float value : wave) *shape++ = (value - mean) * scale;
}

}  // namespace rwave
