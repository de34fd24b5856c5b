#include "serve/library.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/checksum.h"
#include "record/formats.h"
#include "record/record_list.h"
#include "record/text.h"
#include "record/wfdb/header.h"
#include "rwave/error.h"
#include "serve/exchange.h"

namespace rwave::serve {
namespace {

namespace fs = std::filesystem;

constexpr int deepest = 4;                      // folders below the one given
constexpr std::size_t most_recordings = 20000;  // more do not make a list that a person reads

// Of a folder's own records; a list, or a line of one, that does not read hides none of the others. Lines
// that name folders ("training/g1/") name no recording: the folders below are searched anyway.
std::vector<std::string> records_in(const fs::path& folder) {
  try {
    std::vector<std::pair<std::int64_t, std::string>> passed_over;
    std::vector<std::string> records = list_records(folder, &passed_over);
    std::erase_if(records, [&](const std::string& record) {
      std::error_code ignored;
      return fs::is_directory(folder / record, ignored) && !fs::exists(folder / (record + ".hea"), ignored);
    });
    return records;
  } catch (const Error&) {
    return {};
  }
}

// Ids stand in addresses that people keep and send each other, so they are the names wherever names permit
// it.
std::string id_of(const std::string& name) {
  std::string id;
  bool exact = true;
  for (const char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '.' || c == '_' || c == '-';
    exact = exact && (plain || c == '/');
    id += c == '/' ? '~' : plain ? c : '_';
  }
  if (exact && id.size() <= 150 && !id.starts_with('.')) return id;
  Checksum sum;
  sum.add(name);
  return id.substr(0, 100).insert(0, "r") + "~" + sum.text();
}

}  // namespace

// After links are resolved, on whole path components: "/data/ecg2" does not lie in "/data/ecg".
bool lies_in(const fs::path& path, const fs::path& root) {
  std::error_code fault;
  const fs::path real = fs::weakly_canonical(path, fault);
  if (fault) return false;
  const fs::path base = fs::weakly_canonical(root, fault);
  if (fault) return false;
  const auto split = std::mismatch(base.begin(), base.end(), real.begin(), real.end());
  return split.first == base.end();
}

std::string shown_text(std::string text, const LibraryEntry& entry) {
  if (!entry.path.has_parent_path() || entry.path.parent_path() == ".") return text;
  const std::string folder = entry.path.parent_path().string() + "/";
  for (std::size_t at = text.find(folder); at != std::string::npos; at = text.find(folder))
    text.erase(at, folder.size());
  return text;
}

void refuse_foreign_files(const LibraryEntry& entry) {
  // A WFDB header names its signal files, so that a header which somebody uploaded could name any
  // file of the server. All files of all segments are checked before one is opened.
  fs::path header = entry.path;
  if (header.extension() != ".hea") header += ".hea";
  std::error_code ignored;
  if (!fs::is_regular_file(header, ignored)) {
    if (!lies_in(entry.path, entry.root)) throw Error(entry.name, "lies outside of the folders served");
    return;
  }
  std::set<fs::path> seen;
  std::vector<fs::path> headers = {header};
  while (!headers.empty() && seen.size() < 10000) {
    const fs::path one = headers.back();
    headers.pop_back();
    if (!seen.insert(one).second) continue;
    if (!lies_in(one, entry.root)) throw Error(entry.name, "names a file outside of the folders served");
    const WfdbHeader parsed = read_header(one);
    for (const SignalLine& line : parsed.signals)
      if (!lies_in(one.parent_path() / line.file, entry.root))
        throw Error(entry.name, "names a signal file outside of the folders served");
    for (const SegmentLine& segment : parsed.segments) {
      const fs::path next = one.parent_path() / (segment.record + ".hea");
      if (segment.record != "~" && fs::is_regular_file(next, ignored)) headers.push_back(next);
    }
  }
}

Library::Library(std::vector<fs::path> given, OpenOptions open)
    : given_(std::move(given)), open_(std::move(open)) {
  for (const fs::path& path : given_) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) continue;
    fs::path header = path;
    header += ".hea";
    if (!fs::is_regular_file(path, ignored) && !fs::is_regular_file(header, ignored))
      throw Error(path.string(), "is neither a folder nor a recording");
  }
  entries_ = look();
}

void Library::add_uploads(const fs::path& folder) {
  const std::lock_guard lock(mutex_);
  if (std::ranges::find(given_, folder) == given_.end()) given_.push_back(folder);
  uploads_ = folder;
}

// Links are followed only to what lies within the folder that was given: whoever may put a link
// into it must not thereby publish the rest of the machine.
void Library::search(const fs::path& folder, const fs::path& root, int depth,
                     std::vector<LibraryEntry>& found) const {
  std::error_code fault;
  std::set<std::string> names;
  std::vector<fs::path> below;
  bool records = false;
  for (fs::directory_iterator entry(folder, fs::directory_options::skip_permission_denied, fault), end;
       !fault && entry != end; entry.increment(fault)) {
    const fs::path& file = entry->path();
    std::error_code ignored;
    const std::string name = file.filename().string();
    if (name.starts_with('.') || !lies_in(file, root)) continue;
    if (entry->is_directory(ignored)) {
      if (depth < deepest && file.extension() != ".rwave") below.push_back(file);
      continue;
    }
    // A record's signal files (.mat too) are no recordings of their own.
    records = records || file.extension() == ".hea" || name == "RECORDS";
    const bool of_record = fs::exists(fs::path(file).replace_extension(".hea"), ignored);
    if (entry->is_regular_file(ignored) && !of_record && is_recording_name(file)) names.insert(name);
  }
  if (records)
    for (const std::string& record : records_in(folder))
      if (lies_in(folder / (record + ".hea"), root)) names.insert(record);
  for (const std::string& name : names) {
    if (found.size() >= most_recordings) return;
    const std::string shown = fs::relative(folder / name, root, fault).string();
    found.push_back({"", shown, folder / name, root});
  }
  std::ranges::sort(below);
  for (const fs::path& next : below) search(next, root, depth + 1, found);
}

std::vector<LibraryEntry> Library::look() const {
  std::vector<LibraryEntry> found;
  for (const fs::path& path : given_) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
      search(path, path, 0, found);
    } else {
      const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
      const fs::path shown = path.extension() == ".hea" ? path.stem() : path.filename();
      found.push_back({"", shown.string(), path, folder});
    }
  }
  // Sorted before ids are given, so that two recordings of one name get the same ids after each
  // start.
  std::ranges::stable_sort(found, {}, &LibraryEntry::name);
  std::map<std::string, int> used;
  for (LibraryEntry& entry : found) {
    const std::string id = id_of(entry.name);
    const int times = ++used[id];
    entry.open = open_;
    entry.id = times == 1 ? id : fmt::format("{}~~{}", id, times);
    if (!uploads_.empty() && entry.root == uploads_)
      entry.name = entry.name.substr(std::min(entry.name.size(), entry.name.find('/') + 1));
  }
  // Of a random folder's name a person sees nothing, and the order must not follow it.
  std::ranges::stable_sort(found, {}, &LibraryEntry::name);
  return found;
}

std::vector<LibraryEntry> Library::list() {
  std::vector<LibraryEntry> found = look();
  const std::lock_guard lock(mutex_);
  entries_ = found;
  return found;
}

// The list from before first: a folder of thousands of files is not searched for every tile. A
// recording that came since is found by looking again.
LibraryEntry Library::find(const std::string& id) {
  {
    const std::lock_guard lock(mutex_);
    for (const LibraryEntry& entry : entries_)
      if (entry.id == id) return entry;
  }
  for (const LibraryEntry& entry : list())
    if (entry.id == id) return entry;
  refuse_unknown("there is no such recording");
}

}  // namespace rwave::serve
