#pragma once
// The tree-structured Parzen estimator.

#include "study/parzen.h"
#include "study/sampler.h"

namespace rwave::study {

// Bergstra et al. 2011 with the settings of Optuna's TPESampler: the trials are divided into the best
// min(ceil(0.1 n), 25) of n and the rest; each parameter for itself is drawn 24 times from the density of the
// best (Parzen), and the draw is taken at which that density exceeds the rest's most (which is where the
// expected improvement is greatest). The first `startup` trials are random draws, as in Optuna, whose default
// is 10: a study of 10 trials is a random search.
//
// Trials rank by value; pruned ones come after all complete ones, those that came further first, then by
// their last report. Failed ones are left out. Trials that other workers are at count among the rest
// ("constant liar", Ginsbourger et al. 2010), so that several workers do not all try the same point.
class TpeSampler : public Sampler {
 public:
  TpeSampler(std::uint64_t seed, Direction direction, int startup = 10)
      : seed_(seed), direction_(direction), startup_(startup) {}
  std::optional<Parameters> propose(const Space& space, const std::vector<Trial>& trials,
                                    int number) const override;

 private:
  // The study's, its direction, and the trials that are random draws.
  std::uint64_t seed_;
  Direction direction_;
  int startup_;
};

// The trials, each part in the order of their numbers.
struct Division {
  std::vector<const Trial*> best, rest;
};
Division divide(const std::vector<Trial>& trials, Direction direction);

}  // namespace rwave::study
