#pragma once
// The waves of a ventricular tachycardia that has no baseline, as beats.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "rwave/detector.h"
#include "signal/lead_reader.h"

namespace rwave {

// Waves that return evenly, one after another.
struct WaveTrain {
  // From the begin of its first window to the end of its last, in samples of the leads.
  SampleSpan span;
  // The top of each wave, in samples, in order.
  std::vector<std::int64_t> tops;
};

// Looks for wave trains where the detector can say nothing. A broad tachycardia swings like a sine: its
// background is as high as its waves, so it looks like noise, and one wave in two or three passes for a beat.
// Noise does not return: a window of 4 s belongs to a train where the better lead's autocorrelation comes
// back to 0.6 after 0.235 to 0.55 s (255 to 109 a minute), 0.55 of its power lies around one frequency, and
// no lead has the sharp slopes of QRS complexes. docs/detector.md gives the figures.
//
// `reader` of `leads` leads with `per_frame` samples per frame, at `rate` samples per second; `unanalyzable`
// in samples, in order. Reads those spans a second time. Trains come in order, apart from each other.
std::vector<WaveTrain> find_wave_trains(LeadReader& reader, std::size_t leads, double rate, int per_frame,
                                        std::span<const SampleSpan> unanalyzable);

}  // namespace rwave
