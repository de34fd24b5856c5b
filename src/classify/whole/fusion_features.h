#pragma once
// How far a beat lies between the patient's own rhythm and the patient's ventricular beats.

#include "classify/whole/templates.h"

namespace rwave::whole {

// Adds the columns: the parts a and b of the fit beat = a * main rhythm + b * ectopic group over the QRS
// complexes of all leads, and how much better it is than either alone. Ectopic are up to four of the largest
// groups that are early, outside the main rhythm, and not the beat's own. A fusion beat has parts of both.
void add_fusion(const BeatWindows& windows, const ShapeGroups& groups, const Intervals& intervals,
                const MainRhythm& main, FeatureTable& table);

}  // namespace rwave::whole
