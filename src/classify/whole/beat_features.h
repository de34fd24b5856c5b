#pragma once
// From windows of beats to the numbers that the whole-recording labeller's model looks at.

#include "classify/whole/beat_windows.h"
#include "classify/whole/feature_table.h"
#include "classify/whole/shape_groups.h"

namespace rwave::whole {

// All columns of all beats, in a fixed order. The beats should be those of one patient within some hours:
// they are compared with one another, on both sides, and with nothing else. No label of a beat goes into
// another one's numbers, so that no mistake confirms itself.
FeatureTable beat_features(const BeatWindows& windows);

// The same with the groups of these windows (group_by_shape()), for who needs both.
FeatureTable beat_features(const BeatWindows& windows, const ShapeGroups& groups);

}  // namespace rwave::whole
