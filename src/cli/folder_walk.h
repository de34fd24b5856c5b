#pragma once
// The search of folders given on the command line for recordings.

#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace rwave::cli {

// One walk through a folder, through the folders that its RECORDS names, and, where it has none, through
// those below.
class FolderWalk {
 public:
  // records_only: no files of other formats, and no folder stays in what was found.
  explicit FolderWalk(bool records_only) : records_only_(records_only) {}

  // The folder given, without others: throws Error where it holds nothing.
  std::set<std::string> only(const std::string& folder);

  // One of several that are given.
  void add_given(std::string folder, std::set<std::string>& found);

  // Of what was found: why it cannot be worked on, empty where nothing is known.
  std::string fault_of(const std::string& path) const;

  // Lines of RECORDS and folders below that could not be read.
  std::size_t unread() const { return unread_; }

 private:
  // Whether a folder that was found or named is new, and does not lie above one that is given: a link back
  // has no end, and by it the recordings next to that one would be of it.
  bool enter(const std::filesystem::path& folder);

  // One of several may lie in another.
  bool enter_given(const std::filesystem::path& folder);

  // One folder among others, given or named by RECORDS. One that holds nothing, or cannot be read, costs
  // itself alone.
  void add(const std::string& folder, std::set<std::string>& found);

  static std::string not_searched(const std::string& folder, const std::filesystem::filesystem_error& fault);

  // What costs itself alone stays as a recording that fails, for the exit code.
  void leave_unread(const std::string& what, const std::string& fault, std::set<std::string>& found);

  // What a folder's RECORDS, or its headers, name. The Challenges' RECORDS name folders too
  // ("training/georgia/g1/"), each with a list of its own, and MAT files without a header: those are found as
  // files.
  void add_records(const std::string& folder, std::set<std::string>& found);

  // Of it and of the folders below. Throws Error where there is none.
  std::set<std::string> recordings_in(const std::string& folder);

  // `depth`: how many levels below the folder given, or named by RECORDS.
  std::set<std::string> search(const std::string& folder, int depth);

  // A folder that nobody named: one without recordings is no fault.
  void search_below(const std::filesystem::path& folder, int depth, std::set<std::string>& found);

  // RECORDS is the whole of a database, which may have folders of other things below (mitdb has x_mitdb):
  // these are not searched, and those that hold recordings are named.
  void tell_unlisted(const std::string& folder, const std::vector<std::filesystem::path>& below,
                     const std::set<std::string>& found);

  bool records_only_;
  std::set<std::filesystem::path> visited_, above_;  // canonical: searched; above those given
  std::map<std::string, std::string> faults_;
  std::size_t unread_ = 0;
};

}  // namespace rwave::cli
