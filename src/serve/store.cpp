#include "serve/store.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "base/checksum.h"
#include "base/output_file.h"
#include "rwave/error.h"

namespace rwave::serve {
namespace {

namespace fs = std::filesystem;

std::string recording_name(const LibraryEntry& entry) {
  return entry.path.extension() == ".hea" ? entry.path.stem().string() : entry.path.filename().string();
}

// "100.rwave", or with a sum of the whole path where recordings of several folders lie in one.
std::string folder_name(const LibraryEntry& entry, bool with_sum) {
  const std::string name = recording_name(entry);
  if (!with_sum) return name + ".rwave";
  std::error_code ignored;
  Checksum sum;
  sum.add(fs::weakly_canonical(entry.path, ignored).string());
  return fmt::format("{}-{}.rwave", name, sum.text());
}

// Whether files can be made in the folder: asked by making one, as root may write where the disk may not.
bool is_writable(const fs::path& folder) {
  // access() answers for the permission bits; a read-only file system, a quota and a full disk say no
  // elsewhere.
  try {
    const fs::path probe = folder / fmt::format(".probe{}", ::getpid());
    write_file(probe, "");
    std::error_code ignored;
    fs::remove(probe, ignored);
    return true;
  } catch (const Error&) {
    return false;
  }
}

bool make_writable(const fs::path& folder) {
  try {
    make_folder(folder);
  } catch (const Error&) {
    return false;
  }
  return is_writable(folder);
}

// As make_writable(), of a folder that need not be there yet and is not made: asked of the one it would be
// made in.
bool can_be_written(fs::path folder) {
  std::error_code ignored;
  while (!fs::exists(folder, ignored) && folder.has_relative_path())
    folder = folder.has_parent_path() ? folder.parent_path() : fs::path(".");
  return is_writable(folder);
}

fs::path folder_of(const fs::path& recording) {
  return recording.has_parent_path() ? recording.parent_path() : fs::path(".");
}

fs::path state_folder() {
  if (const char* state = std::getenv("XDG_STATE_HOME"); state != nullptr && *state == '/')
    return fs::path(state) / "rwave" / "review";
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/')
    return fs::path(home) / ".local" / "state" / "rwave" / "review";
  return {};
}

}  // namespace

Store::Store(fs::path folder) : folder_(std::move(folder)) {
  if (!folder_.empty() && !make_writable(folder_))
    throw Error(folder_.string(), "cannot be written: edits could not be kept there");
}

// Next to the recording, so that edits travel with it. Where that is read-only, as on a network
// drive of an archive, the user's state folder, and this is said.
StorePlace Store::place_of(const LibraryEntry& entry) const {
  if (!folder_.empty()) {
    const fs::path folder = folder_ / folder_name(entry, true);
    if (make_writable(folder)) return {folder, "", true};
  } else {
    const fs::path folder = folder_of(entry.path) / folder_name(entry, false);
    if (make_writable(folder)) return {folder, "", true};
    if (const fs::path state = state_folder(); !state.empty()) {
      const fs::path elsewhere = state / folder_name(entry, true);
      if (make_writable(elsewhere))
        return {elsewhere,
                fmt::format("the recording's folder cannot be written: edits go to {}", elsewhere.string()),
                true};
    }
  }
  // Whoever asks puts the pyramid into a temporary folder, or nothing could be shown. Edits would be lost
  // with it and are refused.
  return {{}, "no folder can be written: edits cannot be kept (--store DIR names another)", false};
}

StoreState Store::state(const std::vector<fs::path>& given,
                        const std::vector<LibraryEntry>& recordings) const {
  if (!folder_.empty()) return {folder_.string(), can_be_written(folder_)};
  // A thousand recordings lie in a few folders: each is asked once.
  std::map<fs::path, std::vector<const LibraryEntry*>> folders;
  std::error_code ignored;
  for (const fs::path& path : given) folders[fs::is_directory(path, ignored) ? path : folder_of(path)];
  for (const LibraryEntry& entry : recordings) folders[folder_of(entry.path)].push_back(&entry);
  std::string blocked;
  for (const auto& [path, entries] : folders) {
    const fs::path& folder = path;  // clang 14 lets no lambda capture a structured binding
    if (is_writable(folder)) continue;
    // NAME.rwave in it still may be written, as place_of() finds.
    const bool each_has_its_place = !entries.empty() && std::ranges::all_of(entries, [&](const auto* entry) {
      const fs::path place = folder / folder_name(*entry, false);
      return fs::is_directory(place, ignored) && is_writable(place);
    });
    if (!each_has_its_place) blocked += (blocked.empty() ? "" : ", ") + folder.string();
  }
  if (blocked.empty()) return {"next to each recording, in NAME.rwave", true};
  const fs::path state = state_folder();
  if (!state.empty() && can_be_written(state))
    return {fmt::format("in {}, as {} cannot be written", state.string(), blocked), true};
  return {fmt::format("nowhere: {} cannot be written (--store DIR names another folder)", blocked), false};
}

std::set<std::string> Store::kept() const {
  std::set<std::string> names;
  std::error_code fault;
  for (fs::directory_iterator entry(folder_.empty() ? state_folder() : folder_, fault), end;
       !fault && entry != end; entry.increment(fault))
    names.insert(entry->path().filename().string());
  return names;
}

// Lines less the first. A list of a thousand recordings asks for each: long journals are not read for it, and
// what is wrong with one is said when it is opened.
std::optional<std::int64_t> Store::edits_of(const LibraryEntry& entry,
                                            const std::set<std::string>& kept) const {
  constexpr std::uintmax_t longest = 1 << 22;
  std::vector<fs::path> places;
  if (folder_.empty()) places.push_back(folder_of(entry.path) / folder_name(entry, false));
  // The sum of a path costs a dozen calls of the system: only where a folder there may be the recording's.
  const std::string begin = recording_name(entry) + "-";
  if (const auto next = kept.lower_bound(begin); next != kept.end() && next->starts_with(begin))
    places.push_back((folder_.empty() ? state_folder() : folder_) / folder_name(entry, true));
  for (const fs::path& place : places) {
    std::error_code fault;
    const fs::path journal = place / "journal";
    const std::uintmax_t size = fs::file_size(journal, fault);
    if (fault || size == 0) continue;
    if (size > longest) return std::nullopt;
    try {
      const std::string text = read_file(journal);
      return std::max<std::int64_t>(0, std::ranges::count(text, '\n') - 1);
    } catch (const Error&) {  // may not be read
      return std::nullopt;
    }
  }
  return 0;
}

fs::path Store::uploads() const {
  return folder_.empty() ? fs::path() : folder_ / "uploads";
}

// Size and time of each file, not its content: a day's recording has 100 MB, and this is asked
// every two seconds while a page is open.
std::string signature_of(const LibraryEntry& entry, const std::vector<fs::path>& files) {
  Checksum sum;
  const auto add = [&](const fs::path& file) {
    struct stat state {};
    if (::stat(file.c_str(), &state) != 0) return;
    const std::int64_t values[] = {state.st_size, state.st_mtim.tv_sec, state.st_mtim.tv_nsec};
    sum.add(file.filename().string());
    sum.add_values(values, 3);
  };
  fs::path header = entry.path;
  header += ".hea";
  add(entry.path);
  add(header);
  for (const fs::path& file : files) add(file);
  return sum.text();
}

}  // namespace rwave::serve
