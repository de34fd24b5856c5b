#pragma once
// MAT files that hold one ECG: those of the China Physiological Signal Challenges, and plain matrices.

#include <filesystem>
#include <memory>

#include "record/formats.h"
#include "rwave/recording.h"

namespace rwave {

// "MATLAB 5.0 MAT-file" at the beginning. Files of version 4 are told by their extension alone.
bool is_mat(const FileHead& head);

// Opens the signals of a file:
//  - a struct ECG with `data` (leads x samples, mV), `sex` and `age` (CPSC 2018), or
//  - a matrix named val, ecg, data, signal or the like, on its own or in a struct; its shorter side are the
//    leads.
// The rate is `options.csv_rate`, or a variable or field named fs, rate, sampling_rate or the like; both must
// agree. Lead names stand in a cell array (leads, sig_name), twelve without are the standard ones. A matrix
// without units has none: SignalInfo::calibrated is false. A .mat file next to a header of its name is a WFDB
// signal file: the record is opened. Throws Error listing the variables where none is an ECG (cells, several
// matrices, positions of beats).
std::unique_ptr<Recording> open_mat(const std::filesystem::path& file, const OpenOptions& options);

}  // namespace rwave
