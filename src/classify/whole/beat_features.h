#pragma once
// From windows of beats to the numbers that the whole-recording labeller's model looks at.

#include "classify/whole/beat_windows.h"
#include "classify/whole/feature_table.h"
#include "classify/whole/p_windows.h"

namespace rwave::whole {

// All columns of the beats that are asked for, in a fixed order. The beats should be those of one patient
// within some hours: they are compared with one another, on both sides, and with nothing else. No label of a
// beat goes into another one's numbers, so that no mistake confirms itself. `of_times`: columns of the same
// beats in other leads; what their times alone tell is taken from there.
FeatureTable beat_features(const PartMeasures& part, const FeatureTable* of_times = nullptr);

}  // namespace rwave::whole
