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
  // be called until that many are known, and behind each call next() until it has nothing.
  std::size_t take(const float* frames, std::size_t count) {
    std::size_t complete = 0;
    // All leads have one rate and so complete their working samples together.
    for (std::size_t i = 0; i < leads_.size(); ++i)
      complete = leads_[i].take(frames + i, leads_.size(), count);
    return complete;
  }

  // The next working samples become known, `most` at most: as many as can without anything happening before
  // the last of them, which is that a block of the levels ends or a candidate is found or given out. All is
  // then as if they had come one by one. Returns how many, 1 and up.
  std::size_t step(std::size_t most = 1);

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
  // How far the joint envelope is known once `further` more working samples are, and before which sample
  // candidates can be described then.
  std::int64_t joint_known(std::size_t further) const;
  std::int64_t describable(std::size_t further) const;
  // The first candidate from position_ on, `limit` where there is none before it.
  std::int64_t next_candidate(std::int64_t limit) const;
  // One working sample, whatever happens with it.
  void step_once();
  // Describes the maximum at `index`, and keeps it where a lead has something to say of it.
  void describe(std::int64_t index);
  // Fills likeness_to_others from the candidates around: those before and, of recordings, those after.
  void compare(Candidate& candidate);
  // Up to `known`: leads weigh by how far their QRS complexes stand over the background.
  void extend_joint_envelope(std::int64_t known);
  // The working rate, and how far beyond a candidate is looked.
  WorkingRate clock_;
  Horizon horizon_;
  std::vector<LeadTrack> leads_;
  // Mean square of the leads' envelopes, each over its QRS level, weighted by its clearness.
  History joint_;
  // The next working sample that may be a candidate.
  std::int64_t position_ = 0;
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
