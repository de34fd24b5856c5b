#pragma once
// What a block computes, by the plain definition in double precision.

#include <algorithm>
#include <cmath>
#include <ostream>
#include <vector>

#include "gradient/block.h"

namespace rwave::gradient {

struct Case {
  const char* name;
  BlockShape shape;
  std::int64_t length;
  bool shortcut = false;
  bool bias = true;
};

inline std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << c.name;
}

using Values = std::vector<double>;

inline constexpr std::int64_t samples = 4;
inline constexpr double epsilon = 1e-5;

// Everything that the output depends on, samples without the rows between them.
struct Inputs {
  Values x, shortcut, weight, bias, gamma, beta;
};

inline std::vector<Values*> parts_of(Inputs& in) {
  return {&in.x, &in.shortcut, &in.weight, &in.bias, &in.gamma, &in.beta};
}

inline std::int64_t conv_length(const Case& c) {
  return (c.length + 2 * c.shape.padding - c.shape.taps) / c.shape.stride + 1;
}

inline Values convolved(const Case& c, const Inputs& in) {
  const BlockShape& s = c.shape;
  const std::int64_t length = conv_length(c);
  Values z(static_cast<std::size_t>(samples * length * s.outputs));
  for (std::int64_t b = 0; b < samples; ++b)
    for (std::int64_t t = 0; t < length; ++t)
      for (std::int64_t o = 0; o < s.outputs; ++o) {
        double sum = c.bias ? in.bias[o] : 0;
        for (int tap = 0; tap < s.taps; ++tap) {
          const std::int64_t at = t * s.stride + tap - s.padding;
          if (at < 0 || at >= c.length) continue;
          for (std::int64_t i = 0; i < s.inputs; ++i)
            sum += in.x[(b * c.length + at) * s.inputs + i] * in.weight[(o * s.inputs + i) * s.taps + tap];
        }
        z[(b * length + t) * s.outputs + o] = sum;
      }
  return z;
}

inline void normalise(const Case& c, const Inputs& in, Values& z) {
  const std::int64_t channels = c.shape.outputs;
  const std::int64_t rows = static_cast<std::int64_t>(z.size()) / channels;
  for (std::int64_t o = 0; o < channels; ++o) {
    double mean = 0, variance = 0;
    for (std::int64_t r = 0; r < rows; ++r) mean += z[r * channels + o] / static_cast<double>(rows);
    for (std::int64_t r = 0; r < rows; ++r)
      variance += std::pow(z[r * channels + o] - mean, 2) / static_cast<double>(rows);
    for (std::int64_t r = 0; r < rows; ++r) {
      double& v = z[r * channels + o];
      v = (v - mean) / std::sqrt(variance + epsilon) * in.gamma[o] + in.beta[o];
    }
  }
}

inline Values expected(const Case& c, const Inputs& in) {
  const BlockShape& s = c.shape;
  Values v = convolved(c, in);
  if (s.norm) normalise(c, in, v);
  for (std::size_t i = 0; i < v.size(); ++i) {
    if (c.shortcut) v[i] += in.shortcut[i];
    if (s.relu) v[i] = std::max(v[i], 0.0);
  }
  if (s.pooling == Pooling::none) return v;
  const std::int64_t length = conv_length(c), pooled = (length - s.window) / s.pool_stride + 1;
  Values out;
  for (std::int64_t b = 0; b < samples; ++b)
    for (std::int64_t t = 0; t < pooled; ++t)
      for (std::int64_t o = 0; o < s.outputs; ++o) {
        double greatest = -INFINITY, sum = 0;
        for (int w = 0; w < s.window; ++w) {
          const double value = v[(b * length + t * s.pool_stride + w) * s.outputs + o];
          greatest = std::max(greatest, value);
          sum += value;
        }
        out.push_back(s.pooling == Pooling::max ? greatest : sum / s.window);
      }
  return out;
}

}  // namespace rwave::gradient
