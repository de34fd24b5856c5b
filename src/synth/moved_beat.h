#pragma once
// What a beat's window looks like when the beat before it lies nearer or further than it did.

#include "beat/recipes/template_rr_row.h"

namespace rwave {

// `stretch` with the waves of `before` where they are once it lies `now` seconds before it, in place of
// `was`: an early beat begins on the T wave of the one before, and its P wave lies on it. Up to 60 ms before
// the R peak; from there on the beat is its own. What `before` shows last counts as its baseline.
RhythmStretch moved_beat(const RhythmStretch& stretch, const RhythmStretch& before, double was, double now);

}  // namespace rwave
