#pragma once
// Early features: what a group's early beats have in common, by their means, and how far a beat goes along
// with it.

#include "classify/whole/p_windows.h"

namespace rwave::whole {

// Adds the columns of a group's early beats next to its beats in time, in the QRS complex, the T wave and the
// P window: a ventricular beat that looks nearly as the others do departs from them always in one way, an
// atrial one before its complex alone. Run after add_groups.
void add_early(const FeatureInputs& in, const PWindows& p_windows, FeatureTable& table);

}  // namespace rwave::whole
