#pragma once
// EDF, EDF+, BDF and BDF+ files as Recordings.

#include <filesystem>
#include <memory>

#include "rwave/recording.h"

namespace rwave {

// Opens the file; annotation signals of EDF+ are not among the recording's signals, annotations() gives what
// they say. A frame is the longest time that holds a whole number of samples of each signal (rates 500 and 1
// Hz: frames of one second, with 500 and 1 samples), so every combination of rates has one. ADC units are the
// file's digital values; gain and baseline follow from the physical and digital ranges. Between the data
// records of discontinuous files (EDF+D, BDF+D) lie missing samples. A file of annotations alone is a
// recording without signals, whose annotations count milliseconds. What is wrong in the header is a warning;
// see record/edf/edf_header.h.
std::unique_ptr<Recording> open_edf(const std::filesystem::path& file);

}  // namespace rwave
