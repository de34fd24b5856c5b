#pragma once
// A synthetic arterial pulse, so that a test can say when each one comes.

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <vector>

namespace rwave::testing {

// One pulse of height 1 that begins at 0 s: an upstroke of 0.14 s, a fall, the dicrotic wave.
inline double pulse_shape(double t) {
  constexpr double upstroke = 0.14, fall = 0.18;
  if (t <= 0) return 0;
  if (t < upstroke) return 0.5 - 0.5 * std::cos(std::numbers::pi * t / upstroke);
  const double dicrotic = (t - 0.36) / 0.05;
  return std::exp(-(t - upstroke) / fall) + 0.12 * std::exp(-dicrotic * dicrotic);
}

// The sum of pulses at these times (s), `seconds` long.
inline std::vector<float> pulse_signal(std::span<const double> feet, double seconds, double rate) {
  std::vector<float> samples(static_cast<std::size_t>(seconds * rate), 0.F);
  for (const double foot : feet) {
    const auto first = static_cast<std::size_t>(std::max(0.0, foot * rate));
    for (std::size_t i = first; i < std::min(samples.size(), first + static_cast<std::size_t>(2 * rate)); ++i)
      samples[i] += static_cast<float>(pulse_shape(static_cast<double>(i) / rate - foot));
  }
  return samples;
}

}  // namespace rwave::testing
