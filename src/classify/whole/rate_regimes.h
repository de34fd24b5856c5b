#pragma once
// Segments of one rate: where the rate steps to another one at once, and what holds for the beats in between.

#include "classify/whole/templates.h"

namespace rwave::whole {

// Adds the columns of rate regimes. A sinus node changes its rate little by little; a tachycardia begins and
// ends with a step. All beats of a regime share these columns, however far the step lies from them.
void add_rate_regimes(const FeatureInputs& in, FeatureTable& table);

}  // namespace rwave::whole
