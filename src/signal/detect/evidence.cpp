#include "signal/detect/evidence.h"

#include <algorithm>
#include <cmath>

namespace rwave {
namespace {

float lead_evidence(const EvidenceWeights& weights, const LeadFeatures& lead) {
  std::array<float, feature_count> scaled{};
  for (std::size_t i = 0; i < feature_count; ++i) {
    // Precision is one over the standard deviation, so no division is needed per candidate.
    scaled[i] = (lead.values[i] - weights.mean[i]) * weights.precision[i];
  }
  float sum = 0;
  for (std::size_t unit = 0; unit < evidence_units; ++unit) {
    float value = weights.hidden_bias[unit];
    for (std::size_t i = 0; i < feature_count; ++i) value += weights.hidden[unit][i] * scaled[i];
    sum += weights.output[unit] * std::max(value, 0.0F);
  }
  // Bounded softly: no lead may outvote the other one and the rhythm, however extreme its features.
  // The slope near zero stays one, so that doubtful candidates keep their odds.
  return evidence_limit * std::tanh(sum / evidence_limit);
}

}  // namespace

float evidence(const EvidenceWeights& weights, std::span<const LeadFeatures> leads) {
  float sum = weights.bias;
  for (const LeadFeatures& lead : leads) {
    // Leads add as independent witnesses would. They are not independent, which the fitted scale
    // makes up for.
    if (lead.usable) sum += lead_evidence(weights, lead);
  }
  return sum;
}

}  // namespace rwave
