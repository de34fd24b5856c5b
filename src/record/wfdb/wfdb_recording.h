#pragma once
// WFDB records as Recordings.

#include <filesystem>
#include <memory>

#include "record/wfdb/header.h"
#include "rwave/recording.h"

namespace rwave {

// A record by its header's file or its name (DIR/100 or DIR/100.hea), of one segment or several.
std::unique_ptr<Recording> open_wfdb(const std::filesystem::path& record);

// A record of one segment: the header and the signal files it names. A file that ends before the samples that
// the header states, or is not there while another is, gives missing samples and a warning; where `whole`, as
// of segments, whose place depends on their length, it is an Error that names the file and offset.
std::unique_ptr<Recording> open_wfdb_record(const std::filesystem::path& header_file, WfdbHeader header,
                                            bool whole);

// A record of several segments, of fixed layout (all segments have the same signals) or variable layout (the
// first segment, of length 0, lists all signals; each segment has some of them). Segments are opened when
// they are read; those whose header is not there are missing samples, which is a warning.
std::unique_ptr<Recording> open_segmented_record(const std::filesystem::path& header_file, WfdbHeader header);

}  // namespace rwave
