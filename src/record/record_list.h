#pragma once
// The list of a folder's WFDB records.

#include <filesystem>
#include <string>
#include <vector>

namespace rwave {

// The names of a folder's WFDB records, sorted: those in its RECORDS file, else one for each *.hea file,
// without the segments of its multi-segment records. Throws Error where the folder is none or holds no
// record, and where a name is not UTF-8 or has control characters, commas or quotes.
std::vector<std::string> list_records(const std::filesystem::path& folder);

}  // namespace rwave
