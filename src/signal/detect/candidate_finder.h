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
#include "signal/detect/timing.h"

namespace rwave {

class CandidateFinder {
 public:
  // 1 .. most_detector_leads leads.
  CandidateFinder(double recording_rate, int leads, const Horizon& horizon = live_horizon);

  const WorkingRate& clock() const { return clock_; }

  // One sample of each lead, mV. Returns true where it completes a working sample: next() is then to be
  // called until it has nothing.
  bool push(const float* frame) {
    bool complete = false;
    for (LeadTrack& lead : leads_) complete = lead.push(*frame++);
    if (complete) follow();
    return complete;
  }

  // The next candidate, in order of time. Nothing where more signal is needed.
  std::optional<Candidate> next();

  // Every candidate before this working sample has been given out.
  std::int64_t position() const { return position_ - clock_.samples(horizon_.compare); }

  std::span<const LeadTrack> leads() const { return leads_; }

 private:
  // A candidate with what others are compared by, one of each lead.
  struct Described {
    Candidate candidate;
    std::array<std::vector<float>, most_detector_leads> shapes;
    std::array<float, most_detector_leads> heights{};  // mV
  };

  void follow();
  void describe_next();
  void compare(Described& one) const;
  void extend_joint_envelope();
  bool is_candidate(std::int64_t index) const;
  Described describe(std::int64_t index) const;

  WorkingRate clock_;
  Horizon horizon_;
  std::vector<LeadTrack> leads_;
  // Mean square of the leads' envelopes, each over its QRS level, weighted by its clearness.
  History joint_;
  std::int64_t position_ = 0;
  // Candidates before it can be described.
  std::int64_t limit_ = 0;
  std::int64_t apart_;               // working samples
  std::deque<Described> described_;  // those near enough to compare others with, and those that wait
  std::size_t given_ = 0;            // of them, the first ones, that were given out
};

}  // namespace rwave
