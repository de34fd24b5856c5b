#pragma once
// All of a recording's leads in memory, for what is done to whole leads: another rate among it.

#include <cstdint>
#include <span>
#include <vector>

#include "rwave/annotation.h"
#include "rwave/recording.h"

namespace rwave {

// Every lead that a disturbance may work on, and its rate.
struct WholeLeads {
  // Of the recording: those that are a voltage.
  std::vector<int> signals;
  // By lead, mV; NaN = missing.
  std::vector<std::vector<float>> values;
  // Samples per second of each lead.
  double rate = 0;
  // Samples in a frame of the recording.
  int per_frame = 1;
};

// 4 bytes per sample: 260 MB for a day of three leads at 250 Hz. Throws Error where no signal is a voltage,
// their rates differ, or the recording is shorter than a second.
WholeLeads read_whole_leads(Recording& recording);

// Gives each missing sample the value before it, 0 at the beginning.
void hold_missing(std::vector<float>& values);

// The lead converted by Resampler: round(samples * to / from) samples. A sample of it is missing (NaN) where
// the one of the lead that lies nearest is. Throws Error where a rate is none.
std::vector<float> at_rate(std::span<const float> lead, double from, double to);

// The same instants in samples of the other rate, rounded, none past the last of `samples`, the length there.
void convert_times(std::span<Annotation> annotations, double from, double to, std::int64_t samples);

}  // namespace rwave
