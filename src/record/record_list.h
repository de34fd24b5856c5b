#pragma once
// The list of a folder's WFDB records.

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace rwave {

// What names no record, "RECORDS, line 2" or "a,b.hea", and why, with the file's path.
struct UnusedName {
  std::string entry, fault;
};

// The names of a folder's WFDB records, sorted: those in its RECORDS file, else one for each *.hea file,
// without the segments of its multi-segment records. Throws Error where the folder is none or holds no
// record, and where a name is not UTF-8, has control characters, commas or quotes, or lies outside the
// folder. With `faults` such a name costs itself alone and is added there: Error is thrown only where none is
// left.
std::vector<std::string> list_records(const std::filesystem::path& folder,
                                      std::vector<UnusedName>* faults = nullptr);

// How many levels below a folder that is given recordings are looked for.
inline constexpr int deepest_folder = 4;

bool is_hidden(const std::filesystem::path& file);

// Whether a folder within such a folder is looked into: not a hidden one, nor x.rwave, in which `rwave serve`
// keeps its labels.
bool is_searched_folder(const std::filesystem::path& folder);

// Whether headers, or files whose name may be a recording's, lie in the folder itself.
bool seems_to_hold_recordings(const std::filesystem::path& folder);

}  // namespace rwave
