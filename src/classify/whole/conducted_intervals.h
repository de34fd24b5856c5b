#pragma once
// Intervals between two beats of which neither is ectopic by its shape: what an atrial rhythm is judged by
// before there are labels.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "classify/whole/feature_table.h"

namespace rwave::whole {

// Beats of another group and another shape stand for the V beats, whose intervals are left out. A bundle
// branch block that comes and goes counts as ectopic too, and its intervals are missed little.
struct ConductedIntervals {
  // s, those longer than .2 s and no longer than the longest.
  std::vector<double> intervals;
  // By interval: the beat at its end.
  std::vector<std::size_t> ends;
  // By beat, and for the end: how many ectopic beats lie before it.
  std::vector<std::size_t> ectopic_before;

  // `times`: of the beats, s. `left_out`: by beat, 1 where its intervals are left out besides, as it may be
  // premature; it does not count as ectopic. Empty: none. `longest`: s. `table`: needs group_is_main
  // (group_features.h) and qrs_global (shape_features.h).
  ConductedIntervals(std::span<const double> times, const FeatureTable& table,
                     std::span<const std::uint8_t> left_out, double longest);
};

}  // namespace rwave::whole
