#pragma once
// Fitting the evidence of the R-peak detector: logistic loss, Adam.

#include <array>
#include <vector>

#include "math/random.h"
#include "signal/detect/evidence.h"

namespace rwave::bench {

// A candidate whose truth is known, and how much it counts.
struct EvidenceExample {
  std::array<LeadFeatures, most_detector_leads> leads;
  bool is_beat;
  float weight;
};

// Minimises the mean weighted logistic loss over the examples in `epochs` passes (batches of 128, rate 0.01
// falling along a half cosine), for each of the evidence's members from another beginning and in another order.
// The examples' features are scaled in place. Prints each member's last loss to standard error. The same seed
// gives the same weights on every machine that computes float32 alike.
EvidenceWeights fit_evidence(std::vector<EvidenceExample>& examples, int epochs, std::uint64_t seed);

}  // namespace rwave::bench
