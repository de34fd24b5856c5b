#pragma once
// Why a beat of a whole recording has its label: the figures that the model looked at, in words that a
// cardiologist uses.

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beat/aami.h"
#include "classify/whole/whole_labeller.h"
#include "rwave/classification.h"

namespace rwave::whole {

// One figure. `key` names it in JSON, `text` says what it is; ratios are told as such, not as the logarithms
// that the model sees.
struct ExplainedFigure {
  std::string_view key, text;
  float value;
};

struct Explanation {
  // Its sample is a frame of the recording.
  LabelledBeat beat;
  // How its label came about.
  Decision decision{};
  // N S V F Q after the votes of the leads and rules 8 to 13 (docs/classify.md).
  std::array<float, beat_classes> probabilities{};
  // Of beats of one shape; -1: no lead shows the beat.
  int group = -1;
  // In the group, and in the part of the recording compared.
  std::size_t group_beats = 0, beats = 0;
  // How far a pacing spike stands out (pacing.h).
  float spike = 0;
  // Where the pulse goes on through the run of V beats that it belonged to, which made it Q; with the name of
  // the pulse channel.
  std::optional<UnconfirmedRun> unconfirmed{};
  std::string pulse_channel{};
  // Intervals, the complex next to the patient's own, and what precedes it.
  std::vector<ExplainedFigure> timing, shape, p_wave;

  // Whether a lead shows the beat, so that there is something to explain.
  bool seen() const { return group >= 0; }
};

// The beats [first, last) of a part, counted from its first own beat. Figures whose feature the labeller does
// not have are left out.
std::vector<Explanation> explain(const LabelledPart& part, std::size_t first, std::size_t last);

// What decided after the parts were labelled, when the explanations had been made: the beats of unconfirmed
// runs are none by the pulse, and a label less probable than `unknown_below` is Q.
void explain_later_rules(const Classification& classification, const RecordingInfo& recording,
                         float unknown_below, std::vector<Explanation>& explained);

}  // namespace rwave::whole
