#pragma once
// WFDB records as Recordings.

#include <filesystem>
#include <memory>

#include "record/wfdb/header.h"
#include "rwave/recording.h"

namespace rwave {

// A record by its header's file or its name (DIR/100 or DIR/100.hea), of one segment or several.
std::unique_ptr<Recording> open_wfdb(const std::filesystem::path& record);

// A record of one segment: the header and the signal files it names, all of which are opened and must hold
// the samples that the header states. Throws Error naming the file and line or offset.
std::unique_ptr<Recording> open_wfdb_record(const std::filesystem::path& header_file, WfdbHeader header);

// A record of several segments, of fixed layout (all segments have the same signals) or variable layout (the
// first segment, of length 0, lists all signals; each segment has some of them). Segments are opened when
// they are read.
std::unique_ptr<Recording> open_segmented_record(const std::filesystem::path& header_file, WfdbHeader header);

}  // namespace rwave
