#pragma once
// Leads that vote: what each lead by itself says of a beat, next to what all say together.

#include <span>
#include <vector>

#include "classify/whole/beat_windows.h"

namespace rwave::whole {

// The windows of one lead, as a recording of that lead alone would have them.
BeatWindows one_lead(const BeatWindows& windows, int lead);

// The votes on the beats that are put to it, weighted logarithms of probabilities: what comes out is their
// geometric mean, so that a lead that is sure against the others counts for more than one that is not.
class LeadVotes {
 public:
  LeadVotes(std::size_t beats, std::size_t classes)
      : classes_(classes), logs_(beats * classes), weights_(beats) {}

  // A vote of this weight on beat `k` (of those put to the vote).
  void add(std::size_t k, std::span<const float> probabilities, float weight);
  // The probabilities of beat `k`, by all votes added. At least one was.
  void result(std::size_t k, std::span<float> probabilities) const;

 private:
  std::size_t classes_;
  std::vector<float> logs_, weights_;
};

}  // namespace rwave::whole
