#pragma once
// Median pruner: ending a trial early where it does worse than the others did at the same step.

#include <map>
#include <span>

#include "study/trial.h"

namespace rwave::study {

// Optuna's MedianPruner: a trial is ended after `step` where the best it has reported so far is worse than
// the median of what complete trials reported at that step. Never before `startup` trials are complete, nor
// at steps below `warm_up`. Reports that are not numbers are left out of both sides; a trial with no other is
// not ended by this.
struct MedianPruner {
  Direction direction = Direction::maximize;
  // Complete trials, and steps, before which none is ended.
  int startup = 5;
  int warm_up = 0;

  // `complete`: how many trials are complete; `others`: what they reported at the trial's last step.
  bool prune(const std::map<int, double>& reports, int complete, std::span<const double> others) const;
};

}  // namespace rwave::study
