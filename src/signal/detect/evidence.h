#pragma once
// The log-odds that a candidate is a beat, from its own shape.

#include <array>
#include <cstddef>
#include <span>

#include "signal/detect/candidate.h"

namespace rwave {

// Networks of 12 rectified units each, fitted on the same candidates from other beginnings: where one errs on
// a patient unlike those of the fit, the others seldom do.
inline constexpr std::size_t evidence_members = 3, member_units = 12;
inline constexpr std::size_t evidence_units = evidence_members * member_units;

// Each usable lead is heard by the same small networks (features, 12 rectified units, one output), whose mean
// counts, and no lead may say more than `evidence_limit` for or against: a lead in noise cannot outvote a
// clear one, and any number of leads can be heard. Fitted as a logistic regression is, on candidates of
// annotated recordings, by tools/fit_detector/detect_fit.cpp; docs/detector.md names the recordings.
struct EvidenceWeights {
  // Of each feature.
  std::array<float, feature_count> mean;
  // 1 / standard deviation.
  std::array<float, feature_count> precision;
  std::array<std::array<float, feature_count>, evidence_units> hidden;
  std::array<float, evidence_units> hidden_bias;
  // A third of what each member's units count for, so that the sum over all is the mean of the members.
  std::array<float, evidence_units> output;
  float bias;
};

inline constexpr float evidence_limit = 7;

// The fitted weights (evidence_weights.cpp, written by tools/fit_detector/detect_fit.cpp), of streams and of
// recordings: what each sees of a candidate differs.
extern const EvidenceWeights live_evidence, recording_evidence;

// Log-odds that the candidate is a beat.
float evidence(const EvidenceWeights& weights, std::span<const LeadFeatures> leads);

}  // namespace rwave
