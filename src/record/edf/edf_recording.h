#pragma once
// EDF, EDF+ (continuous), BDF and BDF+ files as Recordings.

#include <filesystem>
#include <memory>

#include "rwave/recording.h"

namespace rwave {

// Opens the file; annotation signals of EDF+ are not among the recording's signals, annotations() gives what
// they say. A frame is the longest time that holds a whole number of samples of each signal (rates 500 and 1
// Hz: frames of one second, with 500 and 1 samples), so every combination of rates has one. ADC units are the
// file's digital values; gain and baseline follow from the physical and digital ranges. Discontinuous files
// (EDF+D, BDF+D) are refused.
std::unique_ptr<Recording> open_edf(const std::filesystem::path& file);

}  // namespace rwave
