#pragma once
// The recipe "rhythm": a beat as its patient's own heart makes it look. What a beat is called depends less on
// its shape than on how far shape and timing depart from the patient's other beats, so a row holds both.

#include <memory>

#include "beat/cutter.h"
#include "beat/recipes/template_rr_row.h"

namespace rwave {

// Rows of RhythmRows (rhythm_row.h) from a lead low-pass filtered at 40 Hz. Intervals to the next beat are
// limited to 1.4 s, so a row needs nothing later than that after its beat. What was not recorded is 0; a beat
// of which more than half was not recorded has no row. Polarity is kept. `rate` above 80 Hz, else Error.
std::unique_ptr<BeatCutter> make_rhythm_cutter(double rate);

// The same, whose rows are the beats' stretches: what simulated rhythms are made of (simulated_rhythm.h).
std::unique_ptr<BeatCutter> make_rhythm_stretch_cutter(double rate);

}  // namespace rwave
