#pragma once
// Parameter importances: how much of a study's result each parameter decides.

#include "study/forest.h"
#include "study/trial.h"

namespace rwave::study {

struct Importance {
  std::string name;
  // Of the variance over the whole space, by this parameter alone: the mean over the trees.
  double share = 0;
  // Its standard deviation over the trees.
  double spread = 0;
};

// Functional analysis of variance: Hutter, Hoos, Leyton-Brown, "An efficient approach for assessing
// hyperparameter importance" (ICML 2014), over 64 trees of the complete trials, as Optuna's default does. The
// shares are of the variance of the forest's prediction, each parameter spread evenly over its own scale
// (logarithmic where the range is: Optuna spreads it over the plain range); what they lack to 1 lies in
// parameters acting together. Sorted, the greatest first; the seed draws the forest. Empty where fewer than
// four trials are complete or all values are equal, as nothing can be said then.
std::vector<Importance> importances(const Space& space, const std::vector<Trial>& trials, std::uint64_t seed);

// Of one tree the share of each axis alone, and the tree's variance.
struct Variances {
  double all = 0;
  std::vector<double> alone;
};
Variances variances_of(const std::vector<Axis>& axes, const Tree& tree);

}  // namespace rwave::study
