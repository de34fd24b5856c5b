#pragma once
// Single beats among their neighbours, many on one page.

#include <string>
#include <vector>

#include "figures/figure.h"
#include "figures/palette.h"
#include "score/provenance.h"

namespace rwave {

// A letter or a word beside the line.
struct BeatMark {
  double time = 0;  // s
  std::string text;
  Colour colour;
};

struct BeatPanel {
  std::string title;
  // s, of the first value.
  double first = 0;
  double rate = 0;                     // Hz
  std::vector<float> values;           // NaN leaves a gap
  double from = 0, to = 0;             // s, the stretch that is the beat
  Colour colour;                       // of that stretch
  std::vector<BeatMark> upper, lower;  // two lines of letters above
  std::vector<BeatMark> notes;         // words at the bottom, from their time on
};

struct PanelWords {
  // The title's first part.
  std::string what;
  std::string x_label, y_label;  // "time from the beat (s)", "mV"
};

// Three panels a line in the order given, each with its own amplitude's scale, all over the same time: the
// whole in grey, the beat shaded and in its colour, letters above, words
// below. Error where there is no panel, or one
// without a finite value.
Figure beat_panels(const std::vector<BeatPanel>& panels, const PanelWords& words,
                   const Provenance& provenance);

}  // namespace rwave
