#pragma once
// A recorded noise put on a lead.

#include <span>

namespace rwave {

// Where in a recording the noise is. `segments` is the protocol that nstdb's records were made by: five
// minutes without noise, then two minutes with and two without in turn.
enum class NoiseSpan { whole, segments };

// Adds `gain` times the noise, sample by sample, from the noise's beginning on and again from there where it
// is shorter than the lead. The lead takes no step where the noise begins, ends or begins again: as in nst,
// its level there is what the next part begins at, so that the baseline stays where a segment of noise left
// it. Both at `rate`, Hz; `noise` is not empty and has no missing samples; the lead's (NaN) stay missing.
void add_noise(std::span<float> lead, double rate, std::span<const float> noise, double gain, NoiseSpan span);

}  // namespace rwave
