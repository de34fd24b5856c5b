// Poincare plot and sample entropy of NN intervals.
#include <algorithm>
#include <cmath>
#include <limits>

#include "math/mean_spread.h"
#include "rhythm/variability_parts.h"

namespace rwave {
namespace {

constexpr double undefined_entropy = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t entropy_most = 5000;  // the time grows with the square: a day would take minutes
constexpr std::size_t entropy_length = 2;
constexpr double entropy_tolerance = 0.2;  // of the standard deviation

}  // namespace

// Richman and Moorman 2000. A pair is never counted with itself, which is what distinguishes it
// from approximate entropy.
double sample_entropy(std::span<const double> values, std::size_t m, double r) {
  if (values.size() < m + 2) return undefined_entropy;
  // Templates of both lengths begin at the same places, so that A and B count the same pairs.
  const std::size_t places = values.size() - m;
  std::int64_t shorter = 0, longer = 0;
  for (std::size_t i = 0; i + 1 < places; ++i) {
    for (std::size_t j = i + 1; j < places; ++j) {
      std::size_t k = 0;
      while (k < m && std::abs(values[i + k] - values[j + k]) <= r) ++k;
      if (k < m) continue;
      ++shorter;
      if (std::abs(values[i + m] - values[j + m]) <= r) ++longer;
    }
  }
  if (shorter == 0 || longer == 0) return undefined_entropy;
  // Not -log(longer / shorter): that is -0 where all agree, and tables would show the sign.
  return std::log(static_cast<double>(shorter) / static_cast<double>(longer));
}

Nonlinear nonlinear(const NormalIntervals& intervals) {
  Nonlinear result;
  std::vector<double> across, along;
  const auto& nn = intervals.nn;
  for (std::size_t i = 1; i < nn.size(); ++i) {
    if (!intervals.follows[i]) continue;
    // The Poincare plot turned by 45 degrees: SD1 across the line of identity, SD2 along it.
    across.push_back((nn[i] - nn[i - 1]) / std::sqrt(2.0));
    along.push_back((nn[i] + nn[i - 1]) / std::sqrt(2.0));
  }
  result.sd1 = mean_spread(across).spread;
  result.sd2 = mean_spread(along).spread;
  const std::span first(nn.data(), std::min(nn.size(), entropy_most));
  result.entropy_intervals = static_cast<std::int64_t>(first.size());
  result.sample_entropy =
      sample_entropy(first, entropy_length, entropy_tolerance * mean_spread(first).spread);
  return result;
}

}  // namespace rwave
