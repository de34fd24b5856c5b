// Folders given on the command line: which recordings lie in them.

#include <algorithm>
#include <filesystem>
#include <set>

#include "cli/folder_walk.h"
#include "cli/recordings.h"
#include "record/formats.h"

namespace rwave::cli {
namespace {

namespace fs = std::filesystem;

// Leaves out files of WFDB records that are given themselves, as a shell writes DIR/* or 100.* out: signals
// and annotations of a record are no recordings of their own.
void leave_out_parts(std::vector<GivenRecording>& recordings) {
  std::error_code ignored;
  const auto is_part = [&](const std::string& given) {
    return format_of_name(given) == nullptr && fs::is_regular_file(given, ignored) &&
           !fs::exists(given + ".hea", ignored) &&
           fs::exists(recording_stem(given).string() + ".hea", ignored);
  };
  std::set<std::string> records;
  for (const GivenRecording& given : recordings)
    if (!is_part(given.path)) records.insert(recording_stem(given.path).string());
  std::erase_if(recordings, [&](const GivenRecording& given) {
    return is_part(given.path) && records.contains(recording_stem(given.path).string());
  });
}

// "p1/100" of DIR/p1/100.edf: hospitals keep a folder a patient, and its recordings bear the names of
// others'.
std::string name_below(const std::string& folder, const std::string& recording) {
  const fs::path within =
      fs::path(recording).lexically_normal().lexically_relative((fs::path(folder) / "").lexically_normal());
  const fs::path name = within.parent_path() / output_name(recording);
  return within.empty() || *within.begin() == ".." ? output_name(recording) : name.string();
}

}  // namespace

std::vector<GivenRecording> expand_folders(const std::vector<std::string>& recordings) {
  std::vector<GivenRecording> all;
  // One walk over all that is given: a folder below another one that is given is searched once.
  FolderWalk walk(false);
  for (const std::string& given : recordings) {
    std::error_code ignored;
    // A record may be called as a folder next to it.
    if (!fs::is_directory(given, ignored) || fs::exists(given + ".hea", ignored)) {
      all.push_back({given, output_name(given)});
      continue;
    }
    std::set<std::string> found;
    if (recordings.size() == 1) {
      found = walk.only(given);
    } else {
      walk.add_given(given, found);
    }
    for (const std::string& path : found) all.push_back({path, name_below(given, path), walk.fault_of(path)});
  }
  if (recordings.size() > 1) leave_out_parts(all);
  return all;
}

std::vector<std::string> records_below(const std::string& folder, std::size_t& unread) {
  FolderWalk walk(true);
  std::vector<std::string> records;
  const fs::path root = folder;
  for (const std::string& path : walk.only(folder))
    records.push_back(fs::path(path).lexically_relative(root).string());
  unread = walk.unread();
  return records;
}

}  // namespace rwave::cli
