#pragma once
// The rhythm around a beat: whether it is regular, fibrillates or alternates, and how far a beat departs from
// it.

#include "classify/whole/feature_table.h"
#include "classify/whole/timing_features.h"

namespace rwave::whole {

// Adds the columns of rhythm around each beat. An interval of 20 % less than the median is an event in a
// regular rhythm and nothing in fibrillation: departures are told in units of what the rhythm around does by
// itself.
void add_rhythm_context(const Intervals& intervals, FeatureTable& table);

}  // namespace rwave::whole
