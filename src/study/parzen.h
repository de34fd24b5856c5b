#pragma once
// The density of one parameter over trials of one kind (good ones, the others): a mixture with a kernel at
// each value tried, and one for what was believed before any.

#include <span>
#include <vector>

#include "math/random.h"
#include "study/space.h"

namespace rwave::study {

// The "adaptive Parzen estimator" of Bergstra, Bardenet, Bengio, Kegl, "Algorithms for hyper-parameter
// optimization" (NIPS 2011), with the details of Bergstra, Yamins, Cox, "Making a science of model search"
// (ICML 2013) as Optuna's TPESampler has them by default:
//
// - Numbers, on their scale: Gaussians truncated to the range [low, high], one at each value and the prior's
//   in the middle, as wide as the range. A kernel's width is the greater distance to its two neighbours (for
//   the outermost the distance to the only one), between width / min(100, n + 1) and width ("magic clip"; n
//   kernels with the prior's).
// - Choices: each value's kernel has 1 + 1/n at its own choice and 1/n at the others (n kernels with the
//   prior's, which is even), over their sum.
// - Weights: the latest 25 values and the prior 1, older ones on a ramp from 1/(number of values) to 1.
//
// Whole numbers are drawn from the density of their scale and rounded, and judged at the number they became;
// Optuna does so where the range is logarithmic, and sums over the number's unit interval elsewhere.
class Parzen {
 public:
  // `values` in the order of their trials.
  Parzen(const Distribution& distribution, std::span<const double> values);

  // A value of the distribution, from the mixture.
  double draw(Random& random) const;

  // Natural logarithm of the density at a value, on the parameter's scale (of a choice: of its probability).
  double log_density(double value) const;

 private:
  // Of numbers and of choices: fills what follows.
  void place_kernels(std::span<const double> values);
  void place_choices(std::span<const double> values);

  Distribution distribution_;
  // Of the kernels; sum 1.
  std::vector<double> weights_;
  // Of numbers, by kernel: on the parameter's scale.
  std::vector<double> means_, widths_;
  // Of choices, by kernel: the probability of each.
  std::vector<std::vector<double>> chances_;
};

}  // namespace rwave::study
