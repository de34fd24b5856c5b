#pragma once
// Samples that are enough of an ECG for a detector.

#include <cmath>
#include <vector>

namespace rwave::testing {

inline constexpr double spike_rate = 250;  // Hz

// Spikes, one a second, with a small wave after each; mV.
inline std::vector<float> spikes(int seconds) {
  std::vector<float> samples;
  for (int i = 0; i < seconds * 250; ++i) {
    const double t = std::fmod(i / spike_rate, 1.0) - 0.5;
    samples.push_back(static_cast<float>(1.2 * std::exp(-t * t / 0.0002) -
                                         0.3 * std::exp(-(t - 0.03) * (t - 0.03) / 0.0002) +
                                         0.2 * std::exp(-(t - 0.25) * (t - 0.25) / 0.004)));
  }
  return samples;
}

}  // namespace rwave::testing
