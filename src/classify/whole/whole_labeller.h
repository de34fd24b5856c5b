#pragma once
// The whole-recording labeller: R peaks of a recording to labelled beats, each seen with what lies on both
// sides of it.

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "beat/recipes/recipe.h"
#include "classify/whole/decision.h"
#include "classify/whole/feature_table.h"
#include "classify/whole/shape_groups.h"
#include "rwave/classifier.h"
#include "rwave/recording.h"

namespace rwave::whole {

// The recipe that models of this labeller name: a row is the features of a beat (beat_features.h). It is in
// no list of recipes, as no stream can be cut by it.
extern const Recipe recipe;

// Whether the model labels whole recordings.
bool labels_whole(const Model& model);

// What is known of some beats of a recording when they are labelled. The tables hold the beats around them
// besides: the beats [first, last) of the tables are those [place, place + last - first) of the recording.
struct LabelledPart {
  const BeatWindows& windows;
  const ShapeGroups& groups;
  const FeatureTable& features;
  // Beats of the tables that are the part's own, and where the first of them lies among the recording's.
  std::size_t first, last, place;
  // Of the labelled leads; labels are numbered in frames, peaks in samples.
  int samples_per_frame;
  // Of N S V F Q, for the beats from `first` on.
  std::span<const float> probabilities;
  // The part's labels, for the beats from `first` on, in the same order.
  std::span<const LabelledBeat> labels;
  // How these came about, in the same order.
  std::span<const Decision> decisions{};
};
// The part's parts are gone when it returns: a visitor copies what it keeps.
using PartVisitor = std::function<void(const LabelledPart&)>;

// Labels the beats at `peaks` (samples of `leads`, increasing): N S V F Q, or / for a paced beat (pacing.h).
// Works on parts of 16,000 beats and what lies around them, so that memory does not grow with the recording;
// each is shown to `visit`. In `spike_leads`, others of the same rate, pacing spikes alone are looked for. A
// beat that no lead shows is Q with probability 0; a lead shows none where it is `heartless`.
std::vector<LabelledBeat> label(Recording& recording, const Model& model, const std::vector<int>& leads,
                                const std::vector<std::int64_t>& peaks, const PartVisitor& visit = {},
                                const std::vector<int>& spike_leads = {},
                                std::span<const HeartlessLead> heartless = {});

}  // namespace rwave::whole
