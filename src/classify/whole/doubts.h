#pragma once
// What makes the labels of a whole recording less sure, for the person who reads them: each a warning of
// `rwave classify`, none a reason to refuse the recording.

#include <cstdint>
#include <string>
#include <vector>

#include "classify/whole/whole_labeller.h"

namespace rwave::whole {

// Collects what each part shows; then says it in at most one line per kind.
class Doubts {
 public:
  // In order of time; only the part's own beats count.
  void add(const LabelledPart& part);

  // `leads`: names of those that were labelled. Lines for: no beat, or too few to know the patient by; a lead
  // that does not show a tenth of the beats; a main rhythm that is wide and fast, or wide, regular and
  // without P waves, in which N and V cannot be told apart, as every label is relative to it.
  std::vector<std::string> lines(const std::vector<std::string>& leads) const;

 private:
  // Beats so far, those of a main rhythm that is wide and fast, and of one that is wide and has no P waves.
  std::int64_t beats_ = 0, wide_and_fast_ = 0, wide_without_p_ = 0;
  // Of these two rhythms, beats per minute.
  double rate_ = 0, slow_rate_ = 0;
  // By lead: beats that it does not show.
  std::vector<std::int64_t> missing_;
};

}  // namespace rwave::whole
