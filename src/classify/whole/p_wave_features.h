#pragma once
// P-wave evidence: what precedes a beat's QRS complex, freed of the T wave before it, next to the P waves of
// the patient's beats that are not early.

#include "classify/whole/p_windows.h"

namespace rwave::whole {

// Adds the columns of P-wave evidence, means over the leads. Run after add_shape.
void add_p_waves(const FeatureInputs& in, const PWindows& windows, FeatureTable& table);

}  // namespace rwave::whole
