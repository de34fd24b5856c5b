#pragma once
// Checksum list (SHA256SUMS.txt): the files of a published database and the sum of each, in the format of
// coreutils' sha256sum.

#include <string>
#include <string_view>
#include <vector>

namespace rwave {

// One published file with its sum, as a line of the list has it.
struct ListedFile {
  // Path below the database's folder, '/' between its parts.
  std::string name;
  // SHA-256, 64 lower-case hexadecimal digits.
  std::string sum;

  bool operator==(const ListedFile&) const = default;
};

// The files that `text` lists, in its order; `source` names it in messages. The text comes from a server, so
// a name must stay inside the folder: no absolute path, no "..", no control character, no backslash. Throws
// Error with the line.
std::vector<ListedFile> parse_checksum_list(std::string_view text, std::string_view source);

// The files of `listed` that the recordings consist of: header, signals and reference annotations of every
// record named in `records` (the text of the database's RECORDS file), and what lies next to them at the top:
// RECORDS, tables, licence. The rest (pages, viewers' pointers, superseded annotations, unannotated twins) is
// several times as many files. Throws Error, naming `source`, where no record of RECORDS has a file.
std::vector<ListedFile> recording_files(const std::vector<ListedFile>& listed, std::string_view records,
                                        std::string_view source);

}  // namespace rwave
