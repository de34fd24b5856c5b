#pragma once
// A whole lead, and what is marked in it, at another rate.

#include <cstdint>
#include <span>
#include <vector>

#include "rwave/annotation.h"

namespace rwave {

// The lead converted by Resampler: round(samples * to / from) samples. A sample of it is missing (NaN) where
// the one of the lead that lies nearest is. Throws Error where a rate is none.
std::vector<float> at_rate(std::span<const float> lead, double from, double to);

// The same instants in samples of the other rate, rounded, none past the last of `samples`, the length there.
void convert_times(std::span<Annotation> annotations, double from, double to, std::int64_t samples);

}  // namespace rwave
