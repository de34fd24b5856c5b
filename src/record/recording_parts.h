#pragma once
// Where a recording is looked at for what its header does not say: nine parts, spread over it.

#include <cstdint>
#include <vector>

namespace rwave {

// Samples that are looked at in one of the parts, of all leads together: 12 s of 12 leads at 29 kHz. A header
// of a few lines may state a rate that asks for gigabytes.
inline constexpr double most_part_samples = 1 << 22;

// Frames [first, first + frames).
struct RecordingPart {
  std::int64_t first = 0, frames = 0;
};

// The parts of a recording of `frames` frames, in order, each `longest` frames long; of a recording that is
// shorter, all of it. They begin at a twentieth and at each tenth from there on, so that neither an electrode
// that is off for hours nor a calibration pulse at an end decides. A recording that is hardly longer than a
// part has the same one several times.
std::vector<RecordingPart> parts_of(std::int64_t frames, double longest);

}  // namespace rwave
