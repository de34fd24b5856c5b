#pragma once
// A recording's labelled beats, and what was known of them when they were labelled.

#include "classify/whole/whole_labeller.h"
#include "rwave/classification.h"

namespace rwave {

// As classify_recording(); with a model of whole recordings `visit` sees each part of the beats. (Not part of
// the public function: features are the labeller's own, and change.)
Classification classify_parts(Recording& recording, const Model& model, const ClassificationOptions& options,
                              const whole::PartVisitor& visit);

}  // namespace rwave
