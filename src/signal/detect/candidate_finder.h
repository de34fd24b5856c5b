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

// Each working sample it extends every lead's envelope, joins them, and describes the maxima that enough
// signal is known behind. Memory is constant.
class CandidateFinder {
 public:
  // 1 .. most_detector_leads leads.
  CandidateFinder(double recording_rate, int leads, const Horizon& horizon = live_horizon);

  const WorkingRate& clock() const { return clock_; }

  // One sample of each lead, mV. Returns true where it completes a working sample: next() is then to be
  // called until it has nothing.
  bool push(const float* frame) {
    bool complete = false;
    // All leads have one rate and so complete their working samples together.
    for (LeadTrack& lead : leads_) complete = lead.push(*frame++);
    if (complete) follow();
    return complete;
  }

  // The next candidate, in order of time. Nothing where more signal is needed.
  std::optional<Candidate> next();

  // Every candidate before this working sample has been given out.
  std::int64_t position() const { return position_ - clock_.samples(horizon_.compare); }

  // For quality marks and the R peak's place.
  std::span<const LeadTrack> leads() const { return leads_; }

 private:
  // A candidate with what others are compared by, one of each lead.
  struct Described {
    Candidate candidate;
    std::array<std::vector<float>, most_detector_leads> shapes;
    // Envelope at the candidate, mV, by lead.
    std::array<float, most_detector_leads> heights{};
  };

  // After a working sample: extends the joint envelope, then describes what can be.
  void follow();
  // Describes candidates up to limit_ and forgets those that nothing is compared with any more.
  void describe_next();
  // Fills likeness_to_others from the candidates around: those before and, of recordings, those after.
  void compare(Described& one) const;
  // One more value: leads weigh by how far their QRS complexes stand over the background.
  void extend_joint_envelope();
  // Every lead's features, shape and height there, and the R peak.
  Described describe(std::int64_t index) const;

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
  // Those near enough to compare others with, and those that wait.
  std::deque<Described> described_;
  // Of them, the first ones, that were given out.
  std::size_t given_ = 0;
};

}  // namespace rwave
