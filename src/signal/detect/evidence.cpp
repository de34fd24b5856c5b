#include "signal/detect/evidence.h"

#include <algorithm>
#include <cmath>

namespace rwave {
namespace {

float lead_evidence(const EvidenceWeights& weights, const LeadFeatures& lead) {
  std::array<float, feature_count> scaled{};
  for (std::size_t i = 0; i < feature_count; ++i) {
    scaled[i] = (lead.values[i] - weights.mean[i]) * weights.precision[i];
  }
  float sum = 0;
  for (std::size_t unit = 0; unit < evidence_units; ++unit) {
    float value = weights.hidden_bias[unit];
    for (std::size_t i = 0; i < feature_count; ++i) value += weights.hidden[unit][i] * scaled[i];
    sum += weights.output[unit] * std::max(value, 0.0F);
  }
  return evidence_limit * std::tanh(sum / evidence_limit);
}

}  // namespace

float evidence(const EvidenceWeights& weights, std::span<const LeadFeatures> leads) {
  float sum = weights.bias;
  for (const LeadFeatures& lead : leads) {
    if (lead.usable) sum += lead_evidence(weights, lead);
  }
  return sum;
}

}  // namespace rwave
