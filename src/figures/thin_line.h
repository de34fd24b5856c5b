#pragma once
// Fewer points for the same line: an ECG is flat for most of the time.

#include <cstddef>
#include <span>
#include <vector>

namespace rwave {

// Which of a line's equally spaced values to draw: straight lines between them pass within `tolerance` of
// every value left out (Douglas and Peucker 1973, distances taken along the value's axis). Values that are
// not finite and their neighbours are kept, so that gaps stay as wide as they are.
std::vector<std::size_t> thinned(std::span<const float> values, double tolerance);

}  // namespace rwave
