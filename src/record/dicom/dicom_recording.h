#pragma once
// DICOM waveforms (PS3.3 C.10.9: 12-lead, general and ambulatory ECG) as Recordings.

#include <filesystem>
#include <memory>

#include "record/formats.h"
#include "rwave/recording.h"

namespace rwave {

// "DICM" behind the preamble of 128 bytes.
bool is_dicom(const FileHead& head);

// Opens the original multiplex groups of the file; groups of other times are placed by their offset, median
// beats (derived groups) are named in a comment. Sensitivity, its correction and the baseline give gain and
// baseline, voltages become mV. Throws Error saying what the file is where it holds no waveform (an image, a
// report), and what is not read (A-law and mu-law samples).
std::unique_ptr<Recording> open_dicom(const std::filesystem::path& file);

}  // namespace rwave
