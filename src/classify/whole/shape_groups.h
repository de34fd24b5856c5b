#pragma once
// Groups of beats whose QRS complexes look alike.

#include <array>
#include <vector>

#include "classify/whole/beat_windows.h"

namespace rwave::whole {

// The QRS complex within an aligned window: from 0.10 s before the R peak to 0.16 s after it.
inline constexpr int qrs_from = window_before - 12, qrs_to = window_before + 20;
// Samples of the window, 32 ms: as far as detectors disagree.
inline constexpr int most_shift = 4;

struct ShapeGroups {
  // By beat: its group, counted from 0; -1 where no lead shows it.
  std::vector<int> group;
  // By beat: samples by which its window is moved to meet its group's template.
  std::vector<int> shift;
  // Groups; 0 where no beat is seen.
  int count = 0;
};

// Leader clustering: a beat joins the group whose mean it correlates with most over all leads, if that is .90
// or more and neither is twice as large as the other, else it founds one. A second pass assigns every beat
// again, so that the order of beats does not matter much. At most 48 groups; past them beats join the
// nearest.
ShapeGroups group_by_shape(const BeatWindows& windows);

}  // namespace rwave::whole
