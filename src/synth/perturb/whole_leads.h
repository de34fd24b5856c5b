#pragma once
// All of a recording's leads in memory, for what is done to whole leads.

#include <vector>

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

// 4 bytes a sample: 260 MB for a day of three leads at 250 Hz. Throws Error where no signal is a voltage,
// their rates differ, or the recording is shorter than a second.
WholeLeads read_whole_leads(Recording& recording);

// Gives each missing sample the value before it, 0 at the beginning.
void hold_missing(std::vector<float>& values);

}  // namespace rwave
