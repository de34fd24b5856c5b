#include "classify/whole/behind_ventricular.h"

#include <algorithm>
#include <cmath>

namespace rwave::whole {
namespace {

constexpr float ventricular = 0.5F;      // probability of a beat; .4 to .7 forbid 139 to 95 false labels
constexpr float least_s_before = 0.5F;   // probability of the beat before the ventricular one
constexpr std::size_t reach_before = 8;  // beats before the ventricular one in which that beat is looked for
// Of both intervals to the median of the 40 around. More than one: the impulse of the ventricular beat slows
// the next one's conduction.
constexpr double least_sum = 0.8, most_sum = 1.25;
// The next interval, to that median: the rhythm goes on. Less: it is faster than the rhythm around, as a
// supraventricular run is, and two of its intervals may well be one of the sinus rhythm.
constexpr double least_next = 0.8, most_next = 1.05;
// Interval, to that median and to that of the 8 before: of a long run the 40 around are the run's own. None
// of 31 S labels above it is true.
constexpr double clearly_early = 0.8;

// Whether the last beat before `v` that is neither ventricular nor behind such a one is S: the ventricular
// one lies within a supraventricular run, whose rhythm is no reason against S.
bool within_run(std::size_t v, std::span<const float> v_probabilities,
                std::span<const float> s_probabilities) {
  const std::size_t farthest = v > reach_before ? v - reach_before : 0;
  for (std::size_t beat = v; beat-- > farthest;)
    if (v_probabilities[beat] < ventricular && (beat == 0 || v_probabilities[beat - 1] < ventricular))
      return s_probabilities[beat] >= least_s_before;
  return false;
}

}  // namespace

std::vector<std::uint8_t> behind_ventricular(std::span<const double> times, const FeatureTable& table,
                                             std::span<const float> v_probabilities,
                                             std::span<const float> s_probabilities) {
  const auto ratios = [&](const char* name) {
    return [&column = table.column(name)](std::size_t beat) {
      return std::exp(static_cast<double>(column[beat]));
    };
  };
  const auto to_far = ratios("rr_to_far"), to_8_before = ratios("rr_to_8_before"),
             next_to_far = ratios("next_to_far");
  std::vector<std::uint8_t> found(times.size(), 0);
  for (std::size_t beat = 1; beat < found.size(); ++beat) {
    if (v_probabilities[beat - 1] < ventricular) continue;
    if (within_run(beat - 1, v_probabilities, s_probabilities)) continue;
    const double rr = times[beat] - times[beat - 1];
    const double before = beat > 1 ? times[beat - 1] - times[beat - 2] : 0;
    const double both = to_far(beat) * (1 + before / rr), next = next_to_far(beat);
    const bool interpolated = both > least_sum && both < most_sum && next > least_next && next < most_next;
    found[beat] = std::min(to_far(beat), to_8_before(beat)) > clearly_early || interpolated ? 1 : 0;
  }
  return found;
}

}  // namespace rwave::whole
