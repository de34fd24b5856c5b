#include "math/mean_spread.h"

#include <cmath>
#include <limits>

namespace rwave {

MeanSpread mean_spread(std::span<const double> values) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  MeanSpread result{0, none, 0};
  for (const double value : values) {
    if (std::isnan(value)) continue;
    result.mean += value;
    // A NaN is a value that is undefined for one member (a class without beats). Mean and spread
    // are over the others.
    ++result.count;
  }
  if (result.count == 0) return {none, none, 0};
  const auto count = static_cast<double>(result.count);
  result.mean /= count;
  double squares = 0;
  for (const double value : values)
    if (!std::isnan(value)) squares += (value - result.mean) * (value - result.mean);
  // n - 1: the spread of seeds or patients is an estimate from a sample. Of one value nothing can
  // be said, which is NaN and not 0: one seed is no proof that seeds do not matter.
  if (result.count > 1) result.spread = std::sqrt(squares / (count - 1));
  return result;
}

}  // namespace rwave
