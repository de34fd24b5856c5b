#include "signal/detect/candidate_finder.h"

#include <algorithm>
#include <cmath>

#include "signal/detect/align.h"

namespace rwave {
namespace {

// A candidate is the greatest within so many seconds on either side.
constexpr double candidates_apart = 0.07;
// And no less than this share of a QRS complex (squared, as the joint envelope is).
constexpr float least_share = 0.08F * 0.08F;

}  // namespace

CandidateFinder::CandidateFinder(double recording_rate, int leads)
    : clock_(recording_rate),
      leads_(static_cast<std::size_t>(leads), LeadTrack(recording_rate)),
      joint_(static_cast<std::size_t>(clock_.samples(kept_seconds)), -clock_.samples(1)),
      apart_(clock_.samples(candidates_apart)) {
  for (std::int64_t i = 0; i < clock_.samples(1); ++i) joint_.push(0);
}

void CandidateFinder::follow() {
  const std::int64_t newest = leads_.front().envelope_end();
  const bool ready =
      std::any_of(leads_.begin(), leads_.end(), [](const LeadTrack& lead) { return lead.levels().ready(); });
  // Until a lead's levels are known, only what can wait no longer is looked at.
  const std::int64_t wait = ready ? 0 : clock_.samples(longest_wait - look_ahead);
  while (joint_.end() < newest - wait) extend_joint_envelope();
  limit_ = std::min(leads_.front().signal_end() - clock_.samples(look_ahead), joint_.end() - apart_);
}

void CandidateFinder::extend_joint_envelope() {
  const std::int64_t index = joint_.end();
  float sum = 0, weights = 0;
  for (const LeadTrack& lead : leads_) {
    if (!lead.recorded(index)) continue;
    const float qrs = lead.levels().qrs();
    const float clearness = qrs / lead.levels().background();
    const float share = lead.envelope()[index] / qrs;
    weights += clearness * clearness;
    sum += clearness * clearness * share * share;
  }
  joint_.push(weights > 0 ? sum / weights : 0);
}

bool CandidateFinder::is_candidate(std::int64_t index) const {
  const float* at = joint_.at(index);
  const float value = *at;
  if (value < least_share || at[-1] >= value || at[1] > value) return false;
  for (std::int64_t i = 2; i <= apart_; ++i) {
    if (at[-i] >= value || at[i] > value) return false;
  }
  return true;
}

std::optional<Candidate> CandidateFinder::next() {
  while (position_ < limit_) {
    const std::int64_t index = position_++;
    if (!is_candidate(index)) continue;
    const Candidate candidate = describe(index);
    const auto& said = candidate.leads;
    if (std::any_of(said.begin(), said.end(), [](const LeadFeatures& lead) { return lead.usable; })) {
      return candidate;
    }
  }
  return std::nullopt;
}

Candidate CandidateFinder::describe(std::int64_t index) const {
  Candidate candidate;
  candidate.index = index;
  for (std::size_t i = 0; i < leads_.size(); ++i) {
    candidate.leads.at(i) = lead_features(leads_[i], clock_, index);
  }
  candidate.peak = r_peak(leads_, candidate, clock_);
  return candidate;
}

}  // namespace rwave
