#pragma once
// From samples to candidates: maxima of the leads' joint envelope, described by features.

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "signal/detect/candidate.h"
#include "signal/detect/lead_track.h"
#include "signal/detect/near_candidates.h"
#include "signal/detect/timing.h"

namespace rwave {

// Each working sample it extends every lead's envelope, joins them, and describes the maxima that enough
// signal is known behind. Memory is constant.
class CandidateFinder {
 public:
  // 1 .. most_detector_leads leads.
  CandidateFinder(double recording_rate, int leads, const Horizon& horizon = live_horizon);

  const WorkingRate& clock() const { return clock_; }

  // The most frames that take() takes at once.
  static constexpr std::size_t most_frames = LeadTrack::most_samples;

  // Frames of one sample of each lead, mV. Returns how many working samples they complete: step() is then to
  // be called so often, and behind each next() until it has nothing.
  std::size_t take(const float* frames, std::size_t count) {
    std::size_t complete = 0;
    // All leads have one rate and so complete their working samples together.
    for (std::size_t i = 0; i < leads_.size(); ++i)
      complete = leads_[i].take(frames + i, leads_.size(), count);
    return complete;
  }

  // The next working sample becomes known.
  void step() {
    for (LeadTrack& lead : leads_) lead.step();
    follow();
  }

  // One frame; true where it completes a working sample.
  bool push(const float* frame) {
    if (take(frame, 1) == 0) return false;
    step();
    return true;
  }

  // The next candidate, in order of time. Nothing where more signal is needed.
  std::optional<Candidate> next();

  // Every candidate before this working sample has been given out.
  std::int64_t position() const { return position_ - compare_; }

  // For quality marks and the R peak's place.
  std::span<const LeadTrack> leads() const { return leads_; }

 private:
  // After a working sample: extends the joint envelope, then describes what can be.
  void follow();
  // Describes candidates up to limit_ and forgets those that nothing is compared with any more.
  void describe_next();
  // Describes the maximum at `index`, and keeps it where a lead has something to say of it.
  void describe(std::int64_t index);
  // Fills likeness_to_others from the candidates around: those before and, of recordings, those after.
  void compare(Candidate& candidate);
  // One more value: leads weigh by how far their QRS complexes stand over the background.
  void extend_joint_envelope();
  // The working rate, and how far beyond a candidate is looked.
  WorkingRate clock_;
  Horizon horizon_;
  std::vector<LeadTrack> leads_;
  // Mean square of the leads' envelopes, each over its QRS level, weighted by its clearness.
  History joint_;
  // The next working sample that may be a candidate.
  std::int64_t position_ = 0;
  // Candidates before it can be described.
  std::int64_t limit_ = 0;
  // Working samples within which a candidate must be the greatest, on either side.
  std::int64_t apart_;
  // Working samples of the horizon (beyond a candidate, and of candidates that it is compared
  // with, after and before), of the wait for a lead's levels.
  std::int64_t describe_, compare_, compared_before_, wait_, first_wait_;
  // Those that wait to be given out.
  std::deque<Candidate> described_;
  // By lead: what candidates are compared with.
  std::vector<NearCandidates> near_;
  // Room for a shape.
  std::vector<float> shape_;
};

}  // namespace rwave
