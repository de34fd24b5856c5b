#include "serve/library.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/checksum.h"
#include "base/clock.h"
#include "record/wfdb/header.h"
#include "rwave/error.h"
#include "serve/exchange.h"
#include "serve/library_search.h"

namespace rwave::serve {
namespace {

namespace fs = std::filesystem;

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

Library::Library(std::vector<fs::path> given, OpenOptions open, std::size_t most)
    : given_(std::move(given)), open_(std::move(open)), most_(most) {
  for (const fs::path& path : given_) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) continue;
    fs::path header = path;
    header += ".hea";
    if (!fs::is_regular_file(path, ignored) && !fs::is_regular_file(header, ignored))
      throw Error(path.string(), "is neither a folder nor a recording");
  }
  look_again();
}

void Library::add_uploads(const fs::path& folder) {
  {
    const std::lock_guard lock(mutex_);
    // First, so that however many recordings the others hold, what somebody sends is listed.
    std::erase(given_, folder);
    given_.insert(given_.begin(), folder);
    uploads_ = folder;
  }
  look_again();
}

LibraryList Library::look() const {
  LibrarySearch search(most_);
  for (const fs::path& path : given_) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
      search.add_folder(path);
    } else {
      const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
      const fs::path shown = path.extension() == ".hea" ? path.stem() : path.filename();
      search.add({"", shown.string(), path, folder});
    }
  }
  LibraryList list = search.take();
  std::vector<LibraryEntry>& found = list.entries;
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
  return list;
}

std::shared_ptr<const LibraryList> Library::list() {
  {
    const std::lock_guard lock(mutex_);
    if (steady_seconds() < fresh_until_) return found_;
  }
  return look_again();
}

std::shared_ptr<const LibraryList> Library::look_again() {
  constexpr double share = 10;    // a tenth of the time goes into searches at most
  constexpr double quick = 0.05;  // s
  const double begun = steady_seconds();
  auto found = std::make_shared<const LibraryList>(look());
  const double now = steady_seconds();
  const std::lock_guard lock(mutex_);
  // A search that another one overtook may lack what was put there in the meantime.
  if (begun >= found_begun_) {
    found_ = found;
    found_begun_ = begun;
    // A quick search is done again each time: who has just put a recording there sees it.
    fresh_until_ = now - begun < quick ? now : now + share * (now - begun);
  }
  return found;
}

// The list from before first: a folder of thousands of files is not searched for every tile. A
// recording that came since is found by looking again.
LibraryEntry Library::find(const std::string& id) {
  const auto within = [&](const LibraryList& list) {
    return std::ranges::find(list.entries, id, &LibraryEntry::id);
  };
  std::shared_ptr<const LibraryList> known;
  {
    const std::lock_guard lock(mutex_);
    known = found_;
  }
  if (const auto entry = within(*known); entry != known->entries.end()) return *entry;
  known = look_again();
  if (const auto entry = within(*known); entry != known->entries.end()) return *entry;
  refuse_unknown("there is no such recording");
}

}  // namespace rwave::serve
