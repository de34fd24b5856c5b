#pragma once
// Where a recording is looked at for what its header does not say: nine parts, spread over it.

#include <cstdint>
#include <span>
#include <vector>

#include "rwave/recording.h"

namespace rwave {

// Samples that are looked at in one of the parts, of all leads together: 12 s of 12 leads at 29 kHz. A header
// of a few lines may state a rate that asks for gigabytes.
inline constexpr double most_part_samples = 1 << 22;

// Frames [first, first + frames).
struct RecordingPart {
  std::int64_t first = 0, frames = 0;
};

// The parts of a recording of `frames` frames, in order, each at most `longest` frames long. They begin at a
// twentieth and at each tenth from there on, so that neither an electrode that is off for hours nor a
// calibration pulse at an end decides. None holds what another one has: a short recording has fewer of them.
std::vector<RecordingPart> parts_of(std::int64_t frames, double longest);

// Samples of a part by signal, in ADC units, in one pass: a table's text is parsed once for all of them.
std::vector<std::vector<std::int32_t>> read_part(Recording& recording, std::span<const int> signals,
                                                 const RecordingPart& part);

// The signals that may be ECG leads, by their kind.
std::vector<int> possible_leads(const RecordingInfo& info);

}  // namespace rwave
