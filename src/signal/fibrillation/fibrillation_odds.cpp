#include "signal/fibrillation/fibrillation_odds.h"

#include <algorithm>
#include <cmath>

namespace rwave {
namespace {

// Standard deviations: what is further out says no more.
constexpr float scaled_limit = 4;
// Log-odds that one rule may take away.
constexpr float greatest_doubt = 8;

// 0 up to `from`, then rising by `slope`.
float doubt(float value, float from, float slope) {
  return std::clamp((value - from) * slope, 0.0F, greatest_doubt);
}

}  // namespace

float fibrillation_network(const FibrillationWeights& weights, const FibrillationWindow& window) {
  std::array<float, fibrillation_features> scaled{};
  for (std::size_t i = 0; i < fibrillation_features; ++i)
    scaled[i] =
        std::clamp((window.values[i] - weights.mean[i]) * weights.precision[i], -scaled_limit, scaled_limit);
  float sum = weights.bias;
  for (std::size_t unit = 0; unit < fibrillation_units; ++unit) {
    float value = weights.hidden_bias[unit];
    for (std::size_t i = 0; i < fibrillation_features; ++i) value += weights.hidden[unit][i] * scaled[i];
    sum += weights.output[unit] * std::max(value, 0.0F);
  }
  return std::clamp(sum, -fibrillation_limit, fibrillation_limit);
}

float fibrillation_log_odds(const FibrillationWeights& weights, const FibrillationWindow& window) {
  const auto& v = window.values;
  float odds = fibrillation_network(weights, window);
  // Regular at less than 255 a minute (0.235 s): a tachycardia. Fibrillation is never that
  // periodic, flutter that is faster counts with it.
  if (v[period] > 0.235F) odds -= doubt(v[periodicity], 0.84F, 40);
  // 0.39 s are 154 a minute, 2.6 Hz are 156: a rate below about 150 is no fibrillation, whatever
  // its shape. Either figure may be misled, so the greater doubt counts.
  odds -= std::max(doubt(v[period], 0.39F, 60), doubt(-v[dominant_frequency], -2.6F, 8));
  // e^1.2 is 3.3 mV: the waves of fibrillation are not that tall, those of ventricular tachycardia
  // and of artefacts are.
  odds -= doubt(std::log(window.range), 1.2F, 8);
  return std::clamp(odds, -fibrillation_limit, fibrillation_limit);
}

}  // namespace rwave
