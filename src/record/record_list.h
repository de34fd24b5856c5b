#pragma once
// The list of a folder's WFDB records.

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace rwave {

// The names of a folder's WFDB records, sorted: those in its RECORDS file, else one for each *.hea file,
// without the segments of its multi-segment records. Throws Error where the folder is none or holds no
// record, and where a name is not UTF-8, has control characters, commas or quotes, or lies outside the
// folder. With `faults` such a line of RECORDS costs itself alone: its number and what is wrong are added
// there, and Error is thrown only where no line is left.
std::vector<std::string> list_records(const std::filesystem::path& folder,
                                      std::vector<std::pair<std::int64_t, std::string>>* faults = nullptr);

}  // namespace rwave
