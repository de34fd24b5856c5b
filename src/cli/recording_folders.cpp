// Folders given on the command line: which recordings lie in them.

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "base/warning.h"
#include "cli/recordings.h"
#include "holter/holter_output.h"
#include "record/csv/table_head.h"
#include "record/formats.h"
#include "record/record_list.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

namespace fs = std::filesystem;

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

// One walk through a folder, through the folders that its RECORDS names, and, where it has none, through
// those below.
class FolderWalk {
 public:
  // records_only: no files of other formats, and no folder stays in what was found.
  explicit FolderWalk(bool records_only) : records_only_(records_only) {}

  // The folder given, without others: throws Error where it holds nothing.
  std::set<std::string> only(const std::string& folder) {
    enter(folder);
    return recordings_in(folder);
  }

  // One folder among others, given or named by RECORDS. One that holds nothing, or cannot be read, costs
  // itself alone.
  void add(std::string folder, std::set<std::string>& found) {
    while (folder.ends_with('/')) folder.pop_back();
    if (!enter(folder)) return;
    try {
      found.merge(recordings_in(folder));
    } catch (const fs::filesystem_error& fault) {
      leave_unread(folder, not_searched(folder, fault), found);
    } catch (const Error& fault) {
      leave_unread(folder, fault.what(), found);
    }
  }

  // Of what was found: why it cannot be worked on, empty where nothing is known.
  std::string fault_of(const std::string& path) const {
    const auto fault = faults_.find(path);
    return fault == faults_.end() ? "" : fault->second;
  }

  // Lines of RECORDS and folders below that could not be read.
  std::size_t unread() const { return unread_; }

 private:
  // Whether the folder is new: a link back to one above has no end, and one of several may lie in another.
  bool enter(const fs::path& folder) {
    std::error_code ignored;
    const fs::path canonical = fs::weakly_canonical(folder, ignored);
    for (fs::path above = canonical; above.has_relative_path();) {
      above = above.parent_path();
      above_.insert(above);
    }
    return visited_.insert(canonical).second;
  }

  static std::string not_searched(const std::string& folder, const fs::filesystem_error& fault) {
    return fmt::format("{}: cannot be searched: {}", folder, fault.code().message());
  }

  // What costs itself alone stays as a recording that fails, for the exit code.
  void leave_unread(const std::string& what, const std::string& fault, std::set<std::string>& found) {
    ++unread_;
    if (records_only_) return notice(fault);
    found.insert(what);
    faults_.emplace(what, fault);
  }

  // What a folder's RECORDS, or its headers, name. The Challenges' RECORDS name folders too
  // ("training/georgia/g1/"), each with a list of its own, and MAT files without a header: those are found as
  // files.
  void add_records(const std::string& folder, std::set<std::string>& found) {
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
        add(path.string(), found);
        continue;
      }
      const fs::path mat = path.string() + ".mat";
      const bool is_file = !records_only_ && !has_header && fs::is_regular_file(mat, ignored);
      found.insert(is_file ? mat.string() : path.string());
    }
  }

  // Of it and of the folders below. Throws Error where there is none.
  std::set<std::string> recordings_in(const std::string& folder) {
    std::error_code ignored;
    std::set<std::string> found = search(folder, 0);
    if (records_only_ && found.empty()) list_records(folder);  // says what was expected
    // Folders below that hold nothing are no recordings either.
    if (!records_only_ && std::ranges::all_of(found, [&](const std::string& one) {
          return fs::is_directory(one, ignored) && !fs::exists(one + ".hea", ignored);
        }))
      throw Error(folder, "holds no recordings: " + format_list() + " were expected");
    return found;
  }

  // `depth`: how many levels below the folder given, or named by RECORDS.
  std::set<std::string> search(const std::string& folder, int depth) {
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

  // A folder that nobody named: one without recordings is no fault.
  void search_below(const fs::path& folder, int depth, std::set<std::string>& found) {
    std::error_code ignored;
    const fs::path canonical = fs::weakly_canonical(folder, ignored);
    // By a link back the recordings next to the folder given would be of it.
    if (above_.contains(canonical) || !visited_.insert(canonical).second) return;
    if (depth > deepest_folder)
      return notice(
          fmt::format("{}: not searched, more than {} levels down", folder.string(), deepest_folder));
    try {
      found.merge(search(folder.string(), depth));
    } catch (const fs::filesystem_error& fault) {
      leave_unread(folder.string(), not_searched(folder.string(), fault), found);
    } catch (const Error& fault) {
      leave_unread(folder.string(), fault.what(), found);
    }
  }

  // RECORDS is the whole of a database, which may have folders of other things below (mitdb has x_mitdb):
  // these are not searched, and those that hold recordings are named.
  void tell_unlisted(const std::string& folder, const std::vector<fs::path>& below,
                     const std::set<std::string>& found) {
    std::set<fs::path> listed;
    for (const std::string& one : found) listed.insert(fs::path(one).parent_path());
    std::string names;
    for (const fs::path& one : below) {
      std::error_code ignored;
      const bool known = listed.contains(one) || visited_.contains(fs::weakly_canonical(one, ignored));
      if (!known && seems_to_hold_recordings(one))
        names += (names.empty() ? "" : ", ") + one.filename().string();
    }
    if (!names.empty()) notice(folder + ": its RECORDS does not name the folders " + names + ": passed over");
  }

  bool records_only_;
  std::set<fs::path> visited_, above_;  // canonical: searched; above those given or named by RECORDS
  std::map<std::string, std::string> faults_;
  std::size_t unread_ = 0;
};

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
      walk.add(given, found);
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
