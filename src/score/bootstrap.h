#pragma once
// Bootstrap intervals: how far a score would move if the test set had been drawn again.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "math/random.h"
#include "score/confusion.h"

namespace rwave {

// Bounds of a figure, in the figure's own unit (0..1). NaN where the figure itself is undefined.
struct Interval {
  double low = 0;
  double high = 0;
};

// Of one class's figures.
struct ClassIntervals {
  Interval sensitivity, positive_predictivity, f1;
};

// Intervals of every figure of a Scores. `unit` names what was drawn ("row" or "patient"), `units` how many
// there are.
struct ScoreIntervals {
  std::string unit;
  std::int64_t units = 0;
  int replicates = 0;
  double level = 0;
  std::uint64_t seed = 0;
  Interval accuracy, balanced_accuracy, macro_f1;
  std::vector<ClassIntervals> classes;
};

struct BootstrapOptions {
  // Test sets drawn: the bounds' own noise falls with the root of it, the time grows with it.
  int replicates = 2000;
  // Share of the replicates between the bounds.
  double level = 0.95;
  std::uint64_t seed = 1;
};

// Percentile intervals (Efron and Tibshirani 1993, chapter 13): the figures of `replicates` test sets drawn
// with replacement, of which the middle `level` lies between the bounds; quantiles are interpolated linearly.
// A replicate in which a figure is undefined (a class not drawn) does not count for that figure. Error for no
// rows or wrong options.
//
// Rows drawn one by one. Rows differ only by their cell of the confusion matrix, so the drawn counts are
// multinomial over the cells and are drawn as such, at a cost that does not grow with the rows. This takes
// beats to be independent, which beats of one patient are not: where patients are known, bootstrap_patients
// is the honest interval.
ScoreIntervals bootstrap_rows(const Confusion& confusion, const BootstrapOptions& options = {});

// Whole patients drawn (a cluster bootstrap): one confusion matrix per patient, all of the same classes.
// Error for fewer than two patients that have rows. With few patients the interval is somewhat too narrow, as
// percentile intervals are.
ScoreIntervals bootstrap_patients(std::span<const Confusion> patients, const BootstrapOptions& options = {});

// What the draws are made of (binomial.cpp): counts from rwave's own generator, so that a seed names one
// result whatever the compiler.

// The number of successes in `trials` independent trials of probability p in [0, 1]: one uniform draw,
// inverted. std::binomial_distribution was refused because each library draws it in its own way.
std::int64_t draw_binomial(Random& random, std::int64_t trials, double p);

// How often each cell is hit when `trials` draws with replacement are made from cells holding `counts` items
// (of which there is at least one): a multinomial draw, made of conditional binomials. `drawn` has
// counts.size() entries.
void draw_multinomial(Random& random, std::int64_t trials, std::span<const std::int64_t> counts,
                      std::span<std::int64_t> drawn);

}  // namespace rwave
