#pragma once
// How likely a described window is to be ventricular fibrillation or flutter.

#include <array>
#include <cstddef>

#include "signal/fibrillation/window_features.h"

namespace rwave {

inline constexpr std::size_t fibrillation_units = 12;

// A network of one layer of rectified units over the scaled features. Fitted by
// tools/fit_detector/fibrillation_fit.cpp on windows whose rhythm annotators named.
struct FibrillationWeights {
  // Of each feature.
  std::array<float, fibrillation_features> mean;
  // 1 / standard deviation.
  std::array<float, fibrillation_features> precision;
  std::array<std::array<float, fibrillation_features>, fibrillation_units> hidden;
  std::array<float, fibrillation_units> hidden_bias;
  std::array<float, fibrillation_units> output;
  float bias;
};

// The fitted weights (fibrillation_weights.cpp).
extern const FibrillationWeights fitted_fibrillation;

// What one window may say for or against, log-odds.
inline constexpr float fibrillation_limit = 5;

// The network's log-odds, -limit .. limit.
float fibrillation_network(const FibrillationWeights& weights, const FibrillationWindow& window);

// The same less what speaks for tachycardia: a regular rhythm below 255 a minute, a rate below 140 a minute,
// waves beyond 3.3 mV. These three are rules of clinical usage and not fitted: annotators part flutter from
// tachycardia by rate and shape, and the few recordings of both that there are do not teach it.
float fibrillation_log_odds(const FibrillationWeights& weights, const FibrillationWindow& window);

}  // namespace rwave
