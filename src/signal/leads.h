#pragma once
// Which signals of a recording R peaks are looked for in.

#include <string>
#include <string_view>
#include <vector>

#include "rwave/recording.h"

namespace rwave {

// Millivolts in one unit of the signal: by its units (V, mV, uV); 0 where they are no voltage. Signals
// without units count as mV, as WFDB has it.
double millivolts_per_unit(const SignalInfo& signal);

// The signal of that name (the first, should two have it; where none has, without regard to case), as an
// index. Throws Error that lists the names there are.
int find_lead(const RecordingInfo& recording, std::string_view name);

// One or two signals, in the order of the file: all voltages where there are one or two,
// else the two of one rate that stand out most clearly from their background in three stretches of 12 s
// across the recording. Throws Error where no signal is a voltage.
std::vector<int> choose_leads(Recording& recording);

// The signal whose beats are labelled: lead II under one of its names (MLII, II, ML2, in any case) where
// there is one in which beats can be seen, as networks are trained on it; else the first of choose_leads()
// that is not much less clear than the other (the first lead of a recording is lead II more often than not,
// whatever its name).
int label_lead(Recording& recording);

}  // namespace rwave
