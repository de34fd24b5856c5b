#pragma once
// Leads of one signal file that are stored one after the other, where the header has them interleaved.

#include <vector>

#include "rwave/recording.h"

namespace rwave {

// Adds a warning where the samples of these signals, interleaved by their header, are those of one lead after
// the other; nothing is mended. `signals`: all of one file, in its order, of one sample per frame each.
void doubt_lead_order(Recording& recording, RecordingInfo& info, const std::vector<int>& signals);

}  // namespace rwave
