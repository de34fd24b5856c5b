#pragma once
// Recordings whose samples are in memory: of formats that are compressed or written as text, and so cannot be
// read by range.

#include <cstdint>
#include <memory>
#include <vector>

#include "rwave/recording.h"

namespace rwave {

// A recording of these samples, in ADC units; samples[i] are those of info.signals[i], info.frames times its
// samples per frame (else Error). `annotations` are those of the file itself. `settle`: signals without a
// unit get theirs by their amplitude (amplitude_unit.h).
std::unique_ptr<Recording> hold(RecordingInfo info, std::vector<std::vector<std::int32_t>> samples,
                                std::vector<Annotation> annotations = {}, bool settle = false);

// Physical values as ADC units: `gain` and `baseline` of the signal are chosen so that each value becomes
// an integer, exactly where the values are decimal numbers of up to nine places or multiples of one step.
// NaN becomes missing_sample. Values that need more than 31 bits are rounded to the finest step that fits.
// Integers, as every Recording gives them: written as WFDB or EDF they are the same samples.
std::vector<std::int32_t> quantise(const std::vector<double>& values, SignalInfo& signal);

}  // namespace rwave
