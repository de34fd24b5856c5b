// Folders given on the command line: which recordings lie in them.

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/warning.h"
#include "cli/recordings.h"
#include "record/formats.h"
#include "record/record_list.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

bool holds_records(const std::filesystem::path& folder) {
  std::error_code ignored;
  if (std::filesystem::is_regular_file(folder / "RECORDS", ignored)) return true;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".hea") return true;
  return false;
}

// Canonical paths of the folders that were looked into.
using Visited = std::set<std::filesystem::path>;

std::set<std::string> recordings_in(const std::string& folder, Visited& visited);

// Of one folder among others, given or named by RECORDS. One that holds nothing, or cannot be read, stays as
// a recording that will fail: the others are worked on, and the exit code is 1.
void add_folder(std::string folder, Visited& visited, std::set<std::string>& found) {
  namespace fs = std::filesystem;
  while (folder.ends_with('/')) folder.pop_back();
  std::error_code ignored;
  // A link back to a folder above has no end.
  if (!visited.insert(fs::weakly_canonical(folder, ignored)).second) return;
  try {
    found.merge(recordings_in(folder, visited));
  } catch (const std::exception& fault) {  // the file system's too: a folder that may not be read
    found.insert(folder);
    if (!fs::is_directory(folder, ignored) || !fs::is_empty(folder, ignored)) notice(fault.what());
  }
}

// What a folder's RECORDS, or its headers, name. The Challenges' RECORDS name folders too
// ("training/georgia/g1/"), each with a list of its own, and MAT files without a header: those are found as
// files.
void add_records(const std::string& folder, Visited& visited, std::set<std::string>& found) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  std::vector<std::pair<std::int64_t, std::string>> faults;
  const std::vector<std::string> records = list_records(folder, &faults);
  // A line that names no record costs itself alone: it stays as a recording that fails, for the exit code.
  for (const auto& [line, fault] : faults) {
    notice(fault);
    found.insert(fmt::format("{}, line {}", (fs::path(folder) / "RECORDS").string(), line));
  }
  for (const std::string& record : records) {
    const fs::path path = fs::path(folder) / record;
    if (fs::is_directory(path, ignored) && !fs::exists(path.string() + ".hea", ignored)) {
      add_folder(path.string(), visited, found);
      continue;
    }
    const fs::path mat = path.string() + ".mat";
    const bool is_file = !fs::exists(path.string() + ".hea", ignored) && fs::is_regular_file(mat, ignored);
    found.insert(is_file ? mat.string() : path.string());
  }
}

// Leaves out of a folder's texts and XML files those that hold no samples. Next to records lie checksums and
// notes, and one command over the folder would never end with 0 if each counted as a bad recording. Where
// nothing else is in the folder
// (`alone`), they are what is meant, and the one that cannot be read is named as a fault; a .csv is meant
// always.
void keep_recordings(const std::string& folder, bool alone, std::set<std::string>& texts) {
  if (alone) return;
  std::string names;
  std::erase_if(texts, [&](const std::string& text) {
    try {
      open_recording(text);
      return false;
    } catch (const UsageError&) {
      return false;  // a table that needs --rate
    } catch (const Error&) {
      names += (names.empty() ? "" : ", ") + std::filesystem::path(text).filename().string();
      return true;
    }
  });
  if (!names.empty()) notice(folder + ": passed over, as they hold no samples: " + names);
}

// Throws Error where there is none.
std::set<std::string> recordings_in(const std::string& folder, Visited& visited) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  std::set<std::string> found, texts;
  if (holds_records(folder)) add_records(folder, visited, found);
  for (const auto& entry : fs::directory_iterator(folder)) {
    const fs::path& file = entry.path();
    // Files of a record bear its name: the MAT files of the Challenges are signal files.
    const bool of_record = fs::exists(fs::path(file).replace_extension(".hea"), ignored);
    if (entry.is_regular_file(ignored) && !of_record && is_recording_name(file))
      (file.extension() == ".txt" || file.extension() == ".xml" ? texts : found).insert(file.string());
  }
  keep_recordings(folder, found.empty(), texts);
  found.merge(texts);
  // Folders below that hold nothing are no recordings either.
  if (std::ranges::all_of(found, [&](const std::string& one) {
        return fs::is_directory(one, ignored) && !fs::exists(one + ".hea", ignored);
      }))
    throw Error(folder, "holds no recordings: " + format_list() + " were expected");
  return found;
}

}  // namespace

std::vector<std::string> expand_folders(const std::vector<std::string>& recordings) {
  namespace fs = std::filesystem;
  std::vector<std::string> all;
  for (const std::string& given : recordings) {
    std::error_code ignored;
    // A record may be called as a folder next to it.
    if (!fs::is_directory(given, ignored) || fs::exists(given + ".hea", ignored)) {
      all.push_back(given);
      continue;
    }
    Visited visited;
    std::set<std::string> found;
    if (recordings.size() == 1) {
      visited.insert(fs::weakly_canonical(given, ignored));
      found = recordings_in(given, visited);
    } else {
      add_folder(given, visited, found);
    }
    all.insert(all.end(), found.begin(), found.end());
  }
  return all;
}

}  // namespace rwave::cli
