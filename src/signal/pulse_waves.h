#pragma once
// Pulse waves of an arterial pressure or a plethysmogram: where each rises.

#include <span>
#include <vector>

#include "rwave/recording.h"

namespace rwave {

// Signals that show a pulse for each beat of the left ventricle, arterial pressures first: by label (ABP,
// ART, AO, PLETH, PPG and the like; record/channel_kind.h). Pulmonary and venous pressures are not among
// them: they follow the right heart and the breath. Nor are pressures of an unnamed vessel (IBP). Only
// signals of 50 Hz and more, which show when a pulse comes.
std::vector<int> pulse_signals(const RecordingInfo& recording);

struct PulseWave {
  // Of the steepest rise, s from the first sample.
  double time;
  // Of the upstroke, in the samples' unit.
  double rise;
};

// The pulses, in order and 0.25 s apart or more. `samples` in any unit, NaN = not recorded, at `rate` Hz (50
// or more).
//
// The slope sum function of Zong, Heldt, Moody and Mark (Computers in Cardiology 2003;30:259-262): the
// signal below 10 Hz, its rises over the last 128 ms summed up, falls left out. A pulse is a greatest value
// of it of 0.4 of what pulses have here, which is the median over pieces of 2 s of their greatest value; the
// dicrotic wave stays below. That paper's threshold follows the pulses as they come; here all are known.
// A signal that is flat, lost or held at its limit rises nowhere and has no pulse. Nor has one that changes
// less than 25 times a second: a slow signal, each value of which is held at the ECG's rate.
std::vector<PulseWave> pulse_waves(std::span<const float> samples, double rate);

}  // namespace rwave
