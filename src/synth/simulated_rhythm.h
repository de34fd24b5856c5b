#pragma once
// Rhythms that a heart could have had: the beats of a record told at other times. Twenty-two patients show
// too few ways in which hearts beat too early, irregularly or not at all; shapes are kept, intervals drawn.

#include <cstdint>
#include <vector>

#include "math/random.h"

namespace rwave {

// Beats in order of time: the interval before each, s (0: none before it), and its AAMI class.
struct SimulatedRhythm {
  std::vector<double> intervals;
  std::vector<std::uint8_t> classes;
};

// In segments of N beats, and at another heart rate, one thing after another is made to happen: single
// supraventricular ectopic beats and runs of them; every second, third or fourth beat early; fibrillation
// (irregular, all N); flutter and block (intervals that are multiples of one); rates that breathe and drift;
// pauses. Beats that were made early are S from then on;
// all other beats keep their class. Ranges: simulated_rhythm.cpp.
SimulatedRhythm simulate_rhythm(SimulatedRhythm rhythm, Random& random);

}  // namespace rwave
