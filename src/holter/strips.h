#pragma once
// Strips of ECG on the paper's grid: 25 mm/s and 10 mm/mV, to scale where the page is printed at 100 %.

#include <cstdint>
#include <string>
#include <vector>

#include "holter/holter.h"
#include "rwave/recording.h"

namespace rwave {

// A moment worth a look: what it is, and the frame in the middle of its strip.
struct StripEvent {
  // What a reader sees above the strip ("Longest pause, 2.4 s").
  std::string title;
  // A frame of the recording.
  std::int64_t centre = 0;
};

// One of each kind of event that the recording has, the worst of each: highest and lowest rate, longest
// pause, longest and fastest V run, couplets, single V and S beats, bigeminy, AF, fibrillation, noise. In
// order of urgency; at most 20.
std::vector<StripEvent> strip_events(const Holter& holter);

// 175 mm: A4 and Letter both hold it.
inline constexpr double strip_seconds = 7;

// The strip around `centre` of one lead or two as an <svg> in mm with its grid, labels of the beats above it.
// Gaps in the signal are gaps in the line.
std::string strip_svg(Recording& recording, const std::vector<int>& leads, const Holter& holter,
                      const StripEvent& event);

}  // namespace rwave
