#pragma once
// SCP-ECG (EN 1064, AAMI EC71) as Recordings.
//
// Own code: the format is small, and the one free program that knows it (biosig) does not decode bimodal
// compression or reference beats soundly, so that converting by it would be wrong without a word.

#include <filesystem>
#include <memory>

#include "record/formats.h"
#include "rwave/recording.h"

namespace rwave {

// "SCPECG" in the header of section 0.
bool is_scp(const FileHead& head);

// Opens the rhythm data (section 6): integers or Huffman codes by the default or the file's own tables, first
// or second differences, reference beats added (sections 4 and 5), bimodal compression undone: between the
// protected zones every fourth or so sample is stored, and the rest drawn straight between them, which a
// warning says. Leads by their numbers, placed by their first sample. Throws Error at the offset of what is
// wrong, and where samples do not come out as stated.
std::unique_ptr<Recording> open_scp(const std::filesystem::path& file);

}  // namespace rwave
