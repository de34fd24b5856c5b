#pragma once
// The Kaggle recipe (beat/recipes/kaggle_recipe.h) on a stream: rows as cut_kaggle makes them, from R peaks
// alone.

#include <memory>

#include "beat/cutter.h"

namespace rwave {

// At rates that are a multiple of 120 Hz every n-th sample is taken, as the recipe does; at others the lead's
// value at each 120th of a second, interpolated. A row waits for the two beats after its own, as its window
// reaches a fifth of the way from the next to the one after; where none comes within 10 s, the window ends
// there. The lead's end stands for the beats that are missing at the end.
std::unique_ptr<BeatCutter> make_kaggle_cutter(double rate);

}  // namespace rwave
