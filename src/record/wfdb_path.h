#pragma once
// Where the files of WFDB records are looked for: by record name and suffix, along a path of folders.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace rwave {

// Folders in the order to look in: those given first, then those of the environment variable WFDB (separated
// by colons or blanks; addresses of servers in it are passed over), or the current folder where that is
// unset.
class WfdbPath {
 public:
  // `first`: folders before those of the environment, as an option named them; they need not exist.
  explicit WfdbPath(std::vector<std::string> first = {});

  // The first RECORD.SUFFIX that is there. A record named with its folder (mitdb/100) is looked for in that
  // folder, then in that folder below each folder of the path, then by its own name (100) in each: a test
  // annotator's files often lie elsewhere than the reference's.
  std::optional<std::filesystem::path> find(const std::string& record, const std::string& suffix) const;

  // The same; throws Error naming every folder looked in where it is in none.
  std::filesystem::path require(const std::string& record, const std::string& suffix) const;

 private:
  std::vector<std::filesystem::path> places(const std::string& record) const;

  std::vector<std::filesystem::path> folders_;
};

}  // namespace rwave
