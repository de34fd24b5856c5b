#pragma once
// A recording at another rate.

#include <memory>
#include <vector>

#include "rwave/recording.h"

namespace rwave {

// The recording at `rate` Hz, each signal converted by a Resampler in its own ADC units and rounded; where a
// sample was missing the converted ones are missing. Annotations move to the nearest frame. Signals with
// several samples per frame keep that number. All of it is held in memory. Throws Error where a rate is out
// of the Resampler's range.
std::unique_ptr<Recording> resampled(Recording& recording, std::vector<Annotation> annotations, double rate);

}  // namespace rwave
