#include "signal/detect/candidate_finder.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "signal/detect/align.h"
#include "signal/detect/dot.h"
#include "signal/detect/joint_envelope.h"
#include "signal/detect/lead_features.h"

namespace rwave {

CandidateFinder::CandidateFinder(double recording_rate, int leads, const Horizon& horizon)
    : clock_(recording_rate),
      horizon_(horizon),
      leads_(static_cast<std::size_t>(leads), LeadTrack(recording_rate, horizon.describe)),
      joint_(static_cast<std::size_t>(clock_.samples(kept_seconds + horizon.describe)), -clock_.samples(1)),
      apart_(clock_.samples(candidates_apart)) {
  // A second of zeros before the recording, so that no comparison with the past needs a test for
  // the edge.
  for (std::int64_t i = 0; i < clock_.samples(1); ++i) joint_.push(0);
}

void CandidateFinder::follow() {
  const std::int64_t newest = leads_.front().envelope_end();
  const bool ready =
      std::any_of(leads_.begin(), leads_.end(), [](const LeadTrack& lead) { return lead.levels().ready(); });
  // Until a lead's levels are known, only what can wait no longer is looked at.
  const double wait = horizon_.describe - looked_at + (ready ? 0 : longest_wait - looked_at);
  while (joint_.end() < newest - clock_.samples(wait)) extend_joint_envelope();
  limit_ = std::min(leads_.front().signal_end() - clock_.samples(horizon_.describe), joint_.end() - apart_);
  describe_next();
}

void CandidateFinder::extend_joint_envelope() {
  const std::int64_t index = joint_.end();
  JointSample sample;
  for (const LeadTrack& lead : leads_) sample.add(lead, index);
  joint_.push(sample.value());
}

void CandidateFinder::describe_next() {
  for (; position_ < limit_; ++position_) {
    if (!is_candidate(joint_.at(position_), apart_, horizon_.least_share)) continue;
    Described one = describe(position_);
    const auto& said = one.candidate.leads;
    if (std::any_of(said.begin(), said.end(), [](const LeadFeatures& lead) { return lead.usable; })) {
      described_.push_back(std::move(one));
    }
  }
  const std::int64_t oldest = position() - clock_.samples(compared_before);
  // Candidates stay for as long as later ones may be compared with them; memory is bounded by time,
  // not by their number in noise.
  while (given_ > 0 && described_.front().candidate.index < oldest) {
    described_.pop_front();
    --given_;
  }
}

std::optional<Candidate> CandidateFinder::next() {
  if (given_ == described_.size() || described_[given_].candidate.index >= position()) return std::nullopt;
  Described& one = described_[given_++];
  compare(one);
  return one.candidate;
}

CandidateFinder::Described CandidateFinder::describe(std::int64_t index) const {
  Described one;
  Candidate& candidate = one.candidate;
  candidate.index = index;
  for (std::size_t i = 0; i < leads_.size(); ++i) {
    candidate.leads.at(i) = lead_features(leads_[i], clock_, index);
    if (!candidate.leads.at(i).usable) continue;
    one.shapes.at(i) = leads_[i].shape(index);
    one.heights.at(i) = leads_[i].envelope()[index];
  }
  candidate.peak = r_peak(leads_, candidate, clock_);
  return one;
}

// How like the third most alike of the others it is, among those of about its height that are no part of it:
// two may be alike by chance.
void CandidateFinder::compare(Described& one) const {
  for (std::size_t lead = 0; lead < leads_.size(); ++lead) {
    if (!one.candidate.leads.at(lead).usable) continue;
    std::array<float, 3> best{};
    for (const Described& other : described_) {
      const std::vector<float>& shape = other.shapes.at(lead);
      const float ratio = other.heights.at(lead) / std::max(one.heights.at(lead), 1e-6F);
      if (shape.empty() || ratio < 1 / most_height_ratio || ratio > most_height_ratio) continue;
      if (std::abs(other.candidate.index - one.candidate.index) < clock_.samples(same_wave)) continue;
      const float r = dot(shape.data(), one.shapes.at(lead).data(), shape.size());
      if (r <= best[2]) continue;
      best[2] = r;
      for (std::size_t i = 2; i > 0 && best[i] > best[i - 1]; --i) std::swap(best[i], best[i - 1]);
    }
    const float r = std::clamp(best[2], 0.0F, 0.999F);
    one.candidate.leads.at(lead).values[likeness_to_others] = std::min(4.0F, std::log((1 + r) / (1 - r)));
  }
}

}  // namespace rwave
