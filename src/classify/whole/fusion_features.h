#pragma once
// Fusion features: where a beat's QRS complex lies between the patient's main rhythm and the ectopic groups,
// and how much of the cycle the ventricles take.

#include "classify/whole/templates.h"

namespace rwave::whole {

// Adds the columns of fusion: the beat as a sum of the local template and of one ectopic group's mean, in
// shares that are the same in all leads. A fusion beat is such a sum; a beat of either kind is not bettered
// by the other.
void add_fusion(const FeatureInputs& in, FeatureTable& table);

}  // namespace rwave::whole
