#pragma once
// A beat's segment as it would be if the beat before it lay nearer or further.

#include "beat/recipes/template_rr_row.h"

namespace rwave {

// `segment` with the waves of `before` where they are once it lies `now` seconds before it, instead of
// `was` (both s): an early beat begins on the T wave of the one before, and its P wave lies on it. Up to 60
// ms before the R peak; from there on the beat is its own. What `before` shows last counts as its baseline.
TemplateRrSegment moved_beat(const TemplateRrSegment& segment, const TemplateRrSegment& before, double was,
                             double now);

}  // namespace rwave
