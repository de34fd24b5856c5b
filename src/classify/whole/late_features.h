#pragma once
// How a beat's P wave compares with those of beats that came late.

#include "classify/whole/templates.h"

namespace rwave::whole {

// Adds the columns. Where most beats are early, as in a sick sinus, the largest group is not the patient's
// own rhythm; what comes after a long interval is. Each beat is compared with the mean of the eight nearest
// beats of the main groups on each side whose interval was long, where there are such beats.
void add_late(const BeatWindows& windows, const ShapeGroups& groups, const Intervals& intervals,
              const MainRhythm& main, FeatureTable& table);

}  // namespace rwave::whole
