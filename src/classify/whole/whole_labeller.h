#pragma once
// The whole-recording labeller: R peaks of a recording to labelled beats, each seen with what lies on both
// sides of it.

#include <cstdint>
#include <vector>

#include "beat/recipes/recipe.h"
#include "rwave/classifier.h"
#include "rwave/recording.h"

namespace rwave::whole {

// The recipe that models of this labeller name: a row is the features of a beat (beat_features.h). It is in
// no list of recipes, as no stream can be cut by it.
extern const Recipe recipe;

// Whether the model labels whole recordings.
bool labels_whole(const Model& model);

// Labels the beats at `peaks` (samples of `leads`, increasing). Works on parts of 16,000 beats and what lies
// around them, so that memory does not grow with the recording. A beat that no lead shows is Q with
// probability 0.
std::vector<LabelledBeat> label(Recording& recording, const Model& model, const std::vector<int>& leads,
                                const std::vector<std::int64_t>& peaks);

}  // namespace rwave::whole
