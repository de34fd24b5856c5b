#pragma once
// Pictures of single beats among their neighbours, many on one page.

#include <string>
#include <vector>

#include "figures/figure.h"
#include "figures/palette.h"
#include "score/provenance.h"

namespace rwave {

// A letter or a word next to the line.
struct BeatMark {
  // Seconds, on the panel's axis.
  double time = 0;
  std::string text;
  Colour colour;
};

// One beat with what lies before and behind it.
struct BeatPanel {
  // Above the panel: record, time, true and given class.
  std::string title;
  // s, of the first value.
  double first = 0;
  // Values per second, Hz.
  double rate = 0;
  // The lead in mV; NaN leaves a gap in the line.
  std::vector<float> values;
  // Seconds, the segment that is the beat: shaded, and in its colour.
  double from = 0, to = 0;
  Colour colour;
  // Two lines of letters above the signal: the annotators' labels and the network's.
  std::vector<BeatMark> upper, lower;
  // Words at the bottom, from their time on.
  std::vector<BeatMark> notes;
};

// What all panels of a page have in common.
struct PanelWords {
  // The title's first part.
  std::string what;
  std::string x_label, y_label;  // "time from the beat (s)", "mV"
};

// Three panels a line in the order given, each with its own amplitude's scale, all over the same time: the
// whole in grey, the beat shaded and in its colour, letters above, words below. Error where there is no
// panel, or one without a finite value.
Figure beat_panels(const std::vector<BeatPanel>& panels, const PanelWords& words,
                   const Provenance& provenance);

}  // namespace rwave
