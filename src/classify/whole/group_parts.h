#pragma once
// A group's parts: its beats that are early and those that are not. A group may hold sinus beats and atrial
// ectopic ones of the same QRS complex; parted by earliness, each half has the mean of its own P waves.

#include <vector>

#include "classify/whole/templates.h"

namespace rwave::whole {

// ln of the interval's ratio to the median of 40 below which a beat is of its group's early part.
inline constexpr float early_in_group = -0.12F;

// Place of a beat's part among parts_of_groups(); its group is known (0 or more).
inline std::size_t part_of(const FeatureInputs& in, std::size_t beat) {
  return 2 * static_cast<std::size_t>(in.groups.group[beat]) +
         (in.intervals.prematurity[beat] < early_in_group ? 1 : 0);
}

// The beats of each group in time (at 2 g) and early (at 2 g + 1), in order of time.
inline std::vector<std::vector<std::size_t>> parts_of_groups(const FeatureInputs& in) {
  std::vector<std::vector<std::size_t>> parts(2 * static_cast<std::size_t>(in.groups.count));
  for (std::size_t beat = 0; beat < in.windows.beats(); ++beat)
    if (in.groups.group[beat] >= 0) parts[part_of(in, beat)].push_back(beat);
  return parts;
}

}  // namespace rwave::whole
