#pragma once
// Beats of one recording at annotated R peaks, by any recipe that works on a stream.

#include <span>
#include <vector>

#include "beat/beat_set.h"
#include "beat/recipes/recipe.h"
#include "rwave/annotation.h"
#include "rwave/recording.h"

namespace rwave {

// A set without rows, of the recipe's shape and classes.
BeatSet empty_set(const Recipe& recipe);

// Appends a row for each beat of the AAMI map, as rows of record `record` (an index into set.records), cut
// from signal `lead`; all annotated beats, of whatever kind, make the rhythm.
CutTally cut_lead(Recording& recording, int lead, std::span<const Annotation> annotations,
                  const Recipe& recipe, std::uint32_t record, BeatSet& set);

// The same of the signal that the recipe cuts from (Recipe::lead).
CutTally cut_recording(Recording& recording, std::span<const Annotation> annotations, const Recipe& recipe,
                       std::uint32_t record, BeatSet& set);

}  // namespace rwave
