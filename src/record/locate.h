#pragma once
// Finding databases and the records in them.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace rwave {

// The folder of a database by its name ("mitdb"): the first that exists of $RWAVE_DATA/NAME, data/NAME,
// ../shared/data/NAME and NAME, the last three from the current directory. Throws Error listing where it was
// looked for and, for a database that `rwave fetch` knows, how to get it.
std::filesystem::path find_database(std::string_view name);

// The names of a folder's WFDB records, sorted: those in its RECORDS file, else one for each *.hea file,
// without the segments of its multi-segment records. Throws Error where the folder is none or holds no
// record, and where a name is not UTF-8 or has control characters, commas or quotes.
std::vector<std::string> list_records(const std::filesystem::path& folder);

}  // namespace rwave
