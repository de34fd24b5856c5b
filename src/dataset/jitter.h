#pragma once
// Beats marked a little off, as another detector or another annotator would mark them.

#include <cstdint>
#include <span>
#include <vector>

#include "math/random.h"
#include "rwave/annotation.h"

namespace rwave {

// The annotations with each beat (is_beat) moved by a time drawn uniformly from -`reach` to +`reach` seconds,
// to the nearest sample within the recording; other marks stay. In order of sample. `rate` in Hz, `samples`
// the recording's length.
std::vector<Annotation> displaced(std::span<const Annotation> annotations, double reach, double rate,
                                  std::int64_t samples, Random& random);

}  // namespace rwave
