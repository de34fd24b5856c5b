#include "signal/detect/candidate_finder.h"

#include <algorithm>
#include <cmath>

#include "signal/detect/align.h"
#include "signal/detect/joint_envelope.h"
#include "signal/detect/lead_features.h"

namespace rwave {

CandidateFinder::CandidateFinder(double recording_rate, int leads, const Horizon& horizon)
    : clock_(recording_rate),
      horizon_(horizon),
      leads_(static_cast<std::size_t>(leads), LeadTrack(recording_rate, horizon.describe)),
      joint_(static_cast<std::size_t>(clock_.samples(kept_seconds + horizon.describe)), -clock_.samples(1)),
      apart_(clock_.samples(candidates_apart)),
      describe_(clock_.samples(horizon.describe)),
      compare_(clock_.samples(horizon.compare)),
      compared_before_(clock_.samples(compared_before)),
      wait_(clock_.samples(horizon.describe - looked_at)),
      first_wait_(clock_.samples(horizon.describe - looked_at + longest_wait - looked_at)),
      near_(leads_.size(), NearCandidates(leads_.front().shape_size(), clock_.samples(same_wave))),
      shape_(leads_.front().shape_size()) {
  // A second of zeros before the recording, so that no comparison with the past needs a test for
  // the edge.
  for (std::int64_t i = 0; i < clock_.samples(1); ++i) joint_.push(0);
}

std::int64_t CandidateFinder::joint_known(std::size_t further) const {
  const bool ready =
      std::any_of(leads_.begin(), leads_.end(), [](const LeadTrack& lead) { return lead.levels().ready(); });
  // Until a lead's levels are known, only what can wait no longer is looked at.
  const std::int64_t wait = ready ? wait_ : first_wait_;
  return std::max<std::int64_t>(0, leads_.front().envelope_end_after(further) - wait);
}

std::int64_t CandidateFinder::describable(std::size_t further) const {
  return std::min(leads_.front().signal_end() + static_cast<std::int64_t>(further) - describe_,
                  joint_known(further) - apart_);
}

void CandidateFinder::extend_joint_envelope(std::int64_t known) {
  while (joint_.end() < known) {
    JointSample sample;
    for (const LeadTrack& lead : leads_) sample.add(lead, joint_.end());
    joint_.push(sample.value());
  }
}

std::int64_t CandidateFinder::next_candidate(std::int64_t limit) const {
  for (std::int64_t index = position_; index < limit; ++index)
    if (is_candidate(joint_.at(index), apart_, horizon_.least_share)) return index;
  return std::max(limit, position_);
}

void CandidateFinder::step_once() {
  for (LeadTrack& lead : leads_) lead.step();
  extend_joint_envelope(joint_known(0));
  const std::int64_t limit = describable(0);
  // More than one where the levels have become known with this sample.
  for (; (position_ = next_candidate(limit)) < limit; ++position_) describe(position_);
}

// Levels are the same until a block ends, so the joint envelope can be extended and searched for all samples
// before that at once; a candidate is then described when the leads have come so far.
std::size_t CandidateFinder::step(std::size_t most) {
  std::size_t count = std::min(most, leads_.front().until_block_end() - 1);
  // Before the oldest candidate that waits is given out, no later one may be known.
  if (!described_.empty())
    count = std::min(count, static_cast<std::size_t>(described_.front().index + 1 - position()));
  if (count < 2) {
    step_once();
    return 1;
  }
  extend_joint_envelope(joint_known(count));
  const std::int64_t limit = describable(count);
  const std::int64_t candidate = next_candidate(limit);
  // One sample more can be described with each that becomes known.
  const bool found = candidate < limit;
  if (found) count -= static_cast<std::size_t>(limit - candidate - 1);
  for (LeadTrack& lead : leads_) lead.step(count);
  position_ = candidate;
  if (found) describe(position_++);
  return count;
}

std::optional<Candidate> CandidateFinder::next() {
  if (described_.empty() || described_.front().index >= position()) return std::nullopt;
  Candidate candidate = described_.front();
  described_.pop_front();
  compare(candidate);
  return candidate;
}

void CandidateFinder::describe(std::int64_t index) {
  Candidate candidate;
  candidate.index = index;
  bool usable = false;
  for (std::size_t i = 0; i < leads_.size(); ++i) {
    candidate.leads.at(i) = lead_features(leads_[i], clock_, index);
    usable = usable || candidate.leads.at(i).usable;
  }
  if (!usable) return;
  for (std::size_t i = 0; i < leads_.size(); ++i) {
    const bool shown = candidate.leads.at(i).usable;
    if (shown) leads_[i].write_shape(index, shape_.data());
    near_[i].add(index, leads_[i].envelope()[index], shown ? shape_.data() : nullptr);
  }
  candidate.peak = r_peak(leads_, candidate, clock_);
  described_.push_back(candidate);
}

// Candidates stay for as long as later ones may be compared with them; memory is bounded by time, not by
// their number in noise.
void CandidateFinder::compare(Candidate& candidate) {
  const std::int64_t oldest = position() - compared_before_;
  for (std::size_t lead = 0; lead < leads_.size(); ++lead) {
    near_[lead].drop_before(oldest);
    LeadFeatures& features = candidate.leads.at(lead);
    if (!features.usable) continue;
    const float r = std::clamp(near_[lead].likeness(candidate.index, oldest), 0.0F, 0.999F);
    features.values[likeness_to_others] = std::min(4.0F, std::log((1 + r) / (1 - r)));
  }
}

}  // namespace rwave
