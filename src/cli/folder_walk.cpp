#include "cli/folder_walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "base/warning.h"
#include "holter/holter_output.h"
#include "record/csv/table_head.h"
#include "record/formats.h"
#include "record/record_list.h"
#include "rwave/error.h"

namespace rwave::cli {

namespace fs = std::filesystem;

namespace {

bool holds_records(const fs::path& folder) {
  std::error_code ignored;
  if (fs::is_regular_file(folder / "RECORDS", ignored)) return true;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".hea") return true;
  return false;
}

// Leaves out of a folder's texts and XML files those that hold no samples. Next to records lie checksums and
// notes, and one command over the folder would never end with 0 if each counted as a bad recording. Where
// nothing else is in the folder (`alone`), they are what is meant, and the one that cannot be read is named
// as a fault; a .csv is meant always, but for a list of events and a table about the recordings (names,
// diagnoses, folds).
void keep_recordings(const std::string& folder, bool alone, std::set<std::string>& texts) {
  if (alone) return;
  std::string names;
  std::erase_if(texts, [&](const std::string& text) {
    try {
      if (lower_extension(text) == ".xml" || !is_table_without_samples(text)) {
        open_recording(text);
        return false;
      }
    } catch (const UsageError&) {
      return false;  // a table that needs --rate
    } catch (const Error&) {
    }
    names += (names.empty() ? "" : ", ") + fs::path(text).filename().string();
    return true;
  });
  if (!names.empty()) notice(folder + ": passed over, as they hold no samples: " + names);
}

// Whether a table is one that this program writes next to recordings: the x.annotations.csv of `rwave
// convert`, the holter.csv of `rwave holter`.
bool is_own_table(const fs::path& table) {
  std::error_code ignored;
  if (table.filename() == "holter.csv") {
    std::string line;
    std::getline(std::ifstream(table), line);
    return line + "\n" == holter_csv_header();
  }
  const fs::path stem = table.stem();
  return table.extension() == ".csv" && stem.extension() == ".annotations" &&
         fs::exists(fs::path(table).replace_filename(stem.stem()) += ".csv", ignored);
}

// Whether a file may be none of the recordings: a text, a list of beats, as `rwave classify --csv` writes it
// next to them, or a table about them.
bool may_hold_no_samples(const fs::path& file) {
  const std::string extension = lower_extension(file);
  return extension == ".txt" || extension == ".xml" ||
         ((extension == ".csv" || extension == ".tsv") && is_table_without_samples(file));
}

// Leaves out links to recordings that are found themselves: each would be worked on twice.
void leave_out_links(std::set<std::string>& found) {
  std::error_code ignored;
  const auto file_of = [&](const std::string& one) {
    return fs::path(fs::exists(one + ".hea", ignored) ? one + ".hea" : one);
  };
  std::set<fs::path> files;
  for (const std::string& one : found)
    if (!fs::is_symlink(file_of(one), ignored)) files.insert(fs::weakly_canonical(file_of(one), ignored));
  std::erase_if(found, [&](const std::string& one) {
    return fs::is_symlink(file_of(one), ignored) &&
           files.contains(fs::weakly_canonical(file_of(one), ignored));
  });
}

// Without a slash at its end.
fs::path canonical_of(const fs::path& folder) {
  std::error_code ignored;
  return fs::weakly_canonical((folder / "").parent_path(), ignored);
}

}  // namespace

std::set<std::string> FolderWalk::only(const std::string& folder) {
  enter_given(folder);
  try {
    return recordings_in(folder);
  } catch (const fs::filesystem_error& fault) {
    throw Error(not_searched(folder, fault));
  }
}

void FolderWalk::add_given(std::string folder, std::set<std::string>& found) {
  while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
  if (enter_given(folder)) add(folder, found);
}

std::string FolderWalk::fault_of(const std::string& path) const {
  const auto fault = faults_.find(path);
  return fault == faults_.end() ? "" : fault->second;
}

bool FolderWalk::enter(const fs::path& folder) {
  const fs::path canonical = canonical_of(folder);
  return !above_.contains(canonical) && visited_.insert(canonical).second;
}

bool FolderWalk::enter_given(const fs::path& folder) {
  const fs::path canonical = canonical_of(folder);
  for (fs::path above = canonical; above.has_relative_path();) {
    above = above.parent_path();
    above_.insert(above);
  }
  return visited_.insert(canonical).second;
}

void FolderWalk::add(const std::string& folder, std::set<std::string>& found) {
  try {
    found.merge(recordings_in(folder));
  } catch (const fs::filesystem_error& fault) {
    leave_unread(folder, not_searched(folder, fault), found);
  } catch (const Error& fault) {
    leave_unread(folder, fault.what(), found);
  }
}

std::string FolderWalk::not_searched(const std::string& folder, const fs::filesystem_error& fault) {
  return fmt::format("{}: cannot be searched: {}", folder, fault.code().message());
}

void FolderWalk::leave_unread(const std::string& what, const std::string& fault,
                              std::set<std::string>& found) {
  ++unread_;
  if (records_only_) return notice(fault);
  found.insert(what);
  faults_.emplace(what, fault);
}

void FolderWalk::add_records(const std::string& folder, std::set<std::string>& found) {
  std::error_code ignored;
  std::vector<UnusedName> faults;
  const std::vector<std::string> records = list_records(folder, &faults);
  for (const auto& [entry, fault] : faults) leave_unread((fs::path(folder) / entry).string(), fault, found);
  for (std::string record : records) {
    const bool as_folder = record.ends_with('/');  // though a record may bear its name
    while (record.ends_with('/')) record.pop_back();
    const fs::path path = fs::path(folder) / record;
    const bool has_header = !as_folder && fs::exists(path.string() + ".hea", ignored);
    if (!has_header && fs::is_directory(path, ignored)) {
      if (enter(path)) add(path.string(), found);
      continue;
    }
    const fs::path mat = path.string() + ".mat";
    const bool is_file = !records_only_ && !has_header && fs::is_regular_file(mat, ignored);
    found.insert(is_file ? mat.string() : path.string());
  }
}

std::set<std::string> FolderWalk::recordings_in(const std::string& folder) {
  std::error_code ignored;
  std::set<std::string> found = search(folder, 0);
  leave_out_links(found);
  if (records_only_ && found.empty()) list_records(folder);  // says what was expected
  // Folders below that hold nothing are no recordings either.
  if (!records_only_ && std::ranges::all_of(found, [&](const std::string& one) {
        return fs::is_directory(one, ignored) && !fs::exists(one + ".hea", ignored);
      }))
    throw Error(folder, "holds no recordings: " + format_list() + " were expected");
  return found;
}

std::set<std::string> FolderWalk::search(const std::string& folder, int depth) {
  std::error_code ignored;
  std::set<std::string> found, texts;
  std::vector<fs::path> below;
  std::string hidden;
  if (holds_records(folder)) add_records(folder, found);
  for (const auto& entry : fs::directory_iterator(folder)) {
    const fs::path& file = entry.path();
    if (entry.is_directory(ignored)) {
      if (is_searched_folder(file))
        below.push_back(file);
      else if (is_hidden(file) && seems_to_hold_recordings(file))
        hidden += (hidden.empty() ? "" : ", ") + file.filename().string();
    }
    // Files of a record bear its name: the MAT files of the Challenges are signal files.
    const bool of_record = fs::exists(fs::path(file).replace_extension(".hea"), ignored);
    if (!records_only_ && entry.is_regular_file(ignored) && !of_record && is_recording_name(file) &&
        !is_own_table(file))
      (may_hold_no_samples(file) ? texts : found).insert(file.string());
  }
  if (!hidden.empty())
    notice(folder + ": hidden folders that seem to hold recordings, passed over: " + hidden);
  std::ranges::sort(below);
  if (fs::is_regular_file(fs::path(folder) / "RECORDS", ignored))
    tell_unlisted(folder, below, found);
  else
    for (const fs::path& next : below) search_below(next, depth + 1, found);
  keep_recordings(folder, depth == 0 && found.empty(), texts);
  found.merge(texts);
  return found;
}

void FolderWalk::search_below(const fs::path& folder, int depth, std::set<std::string>& found) {
  if (!enter(folder)) return;
  if (depth > deepest_folder)
    return notice(fmt::format("{}: not searched, more than {} levels down", folder.string(), deepest_folder));
  try {
    found.merge(search(folder.string(), depth));
  } catch (const fs::filesystem_error& fault) {
    leave_unread(folder.string(), not_searched(folder.string(), fault), found);
  } catch (const Error& fault) {
    leave_unread(folder.string(), fault.what(), found);
  }
}

void FolderWalk::tell_unlisted(const std::string& folder, const std::vector<fs::path>& below,
                               const std::set<std::string>& found) {
  std::set<fs::path> listed;
  for (const std::string& one : found) listed.insert(fs::path(one).parent_path());
  std::string names;
  for (const fs::path& one : below) {
    const bool known = listed.contains(one) || visited_.contains(canonical_of(one));
    if (!known && seems_to_hold_recordings(one))
      names += (names.empty() ? "" : ", ") + one.filename().string();
  }
  if (!names.empty()) notice(folder + ": its RECORDS does not name the folders " + names + ": passed over");
}

}  // namespace rwave::cli
