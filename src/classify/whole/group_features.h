#pragma once
// Group features: what a beat's group shows in its average: averaging makes small waves visible.

#include "classify/whole/templates.h"

namespace rwave::whole {

// Adds the columns of the beat's group of shape and of its part that is as early as the beat: how large it
// is, when its beats come, what its mean looks like next to the patient's own rhythm. Needs the columns of
// shape (shape_features.h) in `table`.
void add_groups(const FeatureInputs& in, FeatureTable& table);

}  // namespace rwave::whole
