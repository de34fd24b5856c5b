#include "classify/whole/behind_ventricular.h"

#include <cmath>

namespace rwave::whole {
namespace {

constexpr float ventricular = 0.5F;  // probability of the beat before; .4 to .7 forbid 139 to 95 false labels
// Of both intervals to the median of the 40 around. More than one: the impulse of the ventricular beat slows
// the next one's conduction.
constexpr double least_sum = 0.8, most_sum = 1.25;
constexpr double most_next = 1.05;     // the next interval, to that median: the rhythm goes on
constexpr double clearly_early = 0.8;  // interval, to that median; none of 31 S labels above it is true

}  // namespace

std::vector<std::uint8_t> behind_ventricular(std::span<const double> times, const FeatureTable& table,
                                             std::span<const float> v_probabilities) {
  const std::vector<float>& to_far = table.column("rr_to_far");
  const std::vector<float>& next_to_far = table.column("next_to_far");
  std::vector<std::uint8_t> found(times.size(), 0);
  for (std::size_t beat = 1; beat < found.size(); ++beat) {
    if (v_probabilities[beat - 1] < ventricular) continue;
    const double ratio = std::exp(static_cast<double>(to_far[beat])), rr = times[beat] - times[beat - 1];
    const double before = beat > 1 ? times[beat - 1] - times[beat - 2] : 0;
    const double both = ratio * (1 + before / rr);
    const bool interpolated =
        both > least_sum && both < most_sum && std::exp(static_cast<double>(next_to_far[beat])) < most_next;
    found[beat] = ratio > clearly_early || interpolated ? 1 : 0;
  }
  return found;
}

}  // namespace rwave::whole
