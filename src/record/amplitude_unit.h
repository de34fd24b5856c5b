#pragma once
// The unit of an ECG whose file states none, or one that cannot be, from its amplitude.

#include <span>
#include <string>

#include "rwave/recording.h"

namespace rwave {

// What an amplitude says.
struct AmplitudeUnit {
  // "mV", "V" or "uV"; empty where the amplitude is no ECG's in any of them.
  std::string unit;
  // In one unit of the values; what makes the amplitude 1.5 mV where `unit` is empty.
  double millivolts = 1;
  // Of any unit but mV: what was assumed. Empty for mV, which is what most files without a unit turn out to
  // hold.
  std::string warning;
  // The same for `rwave info`: which unit was taken and by which amplitude.
  std::string how;
};

// Of a signal `name` whose values have this peak-to-peak amplitude over windows of 1.2 s, each of which
// holds a QRS complex: QRS complexes of 0.05 to 20 mV settle the unit. `raw`: the values are an ADC's own
// numbers, as a unit ("adu") or whole numbers that are never negative show, and have none.
AmplitudeUnit unit_by_amplitude(const std::string& name, double peak_to_peak, bool raw);

// That amplitude of successive values, NaN where nothing was recorded; 0 where they are flat. `rate` in Hz.
// A share of the windows is smaller, .5 for the median. Not the mean: one movement must not settle the unit.
double amplitude_of_windows(std::span<const double> values, double rate, double share = 0.5);

// For each signal without a stated unit that may be an ECG: takes the amplitude of nine segments of 12 s.
// Other amplitudes fit no unit: the gain is then set so that the amplitude is 1.5 mV, which detection and
// labels need, and amplitudes mean nothing. Writes units and gain into `info`, which is the recording's own,
// and says what it did under `understood` and, where it is no mV, in a warning.
// Before, the samples are doubted (below), unless the recording is a segment of another: that is doubted as a
// whole.
void settle_units(Recording& recording, RecordingInfo& info, bool segment = false);

// What the samples say against what is stated of them, each of the following in this order: where one is
// doubted, the rest is left as it is.
void doubt_samples(Recording& recording, RecordingInfo& info);

// Whether leads that may be ECG hold a number that stands for missing samples (-9999, -32768) and is read as
// a sample: a warning; nothing is mended.
bool doubt_missing_codes(Recording& recording, RecordingInfo& info);

// Whether samples of 16 bits of leads that may be ECG are smooth only in another reading: their bytes
// exchanged, or unsigned for signed. That is a warning; nothing is mended.
bool doubt_sample_bytes(Recording& recording, RecordingInfo& info);

// For leads labelled as ECG whose file states a unit of voltage: where their QRS complexes would be below
// 0.01 or above 100 mV, and another unit of voltage makes an ECG of them, that one is taken, with a warning.
// Noise keeps its unit. Parts of 12 s are read. Leads of one unit are doubted together, by the one in the
// middle, and else each that alone is so far off.
void doubt_stated_units(Recording& recording, RecordingInfo& info);

}  // namespace rwave
