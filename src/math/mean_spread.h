#pragma once
// Mean and standard deviation, as of the results of several seeds.

#include <cstddef>
#include <span>

namespace rwave {

// Mean and standard deviation (over count - 1) of what is a number among `values`; the mean of none is NaN,
// and so is the deviation of fewer than two.
struct MeanSpread {
  double mean = 0, spread = 0;
  // Values that are numbers: seeds that failed or are not there leave NaN and do not count.
  std::size_t count = 0;
};
MeanSpread mean_spread(std::span<const double> values);

}  // namespace rwave
