#pragma once
// Full disclosure: the whole recording small, a line per minute, as one picture per hour.

#include <cstdint>
#include <string>
#include <vector>

#include "holter/holter.h"
#include "rwave/recording.h"

namespace rwave {

// An hour's picture as a PNG of four colours with a transparent ground: trace, V, S. Lines of a minute, 1 mV
// is 8 pixels. `hour` counts from 0; samples that were not recorded leave gaps.
std::string disclosure_png(Recording& recording, int lead, const Holter& holter, std::size_t hour);

// Pixels (0 ground, 1 trace, 2 V, 3 S; row after row) as such a PNG.
std::string four_colour_png(const std::vector<std::uint8_t>& pixels, std::size_t width, std::size_t height);

}  // namespace rwave
