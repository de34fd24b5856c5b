#pragma once
// ISHNE Holter recordings (.ecg) and their annotation files (.ann) as Recordings.

#include <filesystem>
#include <memory>

#include "record/formats.h"
#include "rwave/recording.h"

namespace rwave {

// "ISHNE1.0" or "ANN  1.0" at the beginning. The .ecg files of PhysioNet's nsr2db and chf2db are WFDB
// annotation files and begin otherwise.
bool is_ishne(const FileHead& head);

// A recording: 1 to 12 leads of 16-bit samples, read by range; the annotations are those of the .ann file of
// the same name next to it. Some writers state the samples of all leads and not of each: the file's size
// tells. A file that holds fewer or more samples than either is refused. An annotation file alone is a
// recording without signals, as long as its last label.
std::unique_ptr<Recording> open_ishne(const std::filesystem::path& file);

}  // namespace rwave
