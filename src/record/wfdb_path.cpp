#include "record/wfdb_path.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "record/text.h"
#include "rwave/error.h"

namespace rwave {
namespace fs = std::filesystem;

WfdbPath::WfdbPath(std::vector<std::string> first) : folders_(first.begin(), first.end()) {
  const char* variable = std::getenv("WFDB");
  std::string_view rest = variable == nullptr ? "" : variable;
  // Without the variable, or with an empty one, only the current folder is searched. WFDB's own
  // default goes on to PhysioNet's servers.
  if (trim(rest).empty()) rest = ".";
  for (std::string_view word = take_word(rest); !word.empty(); word = take_word(rest)) {
    // The reference library fetches from such places over the network. This one does not, and a URL
    // is cut at its colon if it is taken for folders.
    if (word.find("://") != std::string_view::npos) continue;
    while (!word.empty()) {
      const std::string_view folder = take_until(word, ':');
      if (!folder.empty()) folders_.emplace_back(folder);
    }
  }
}

std::vector<fs::path> WfdbPath::places(const std::string& record) const {
  const fs::path folder = fs::path(record).parent_path();
  std::vector<fs::path> places;
  // A record given with a folder is looked for there first, as the user names it, and then below
  // each folder of the path, as WFDB does.
  if (!folder.empty()) places.push_back(folder);
  if (!folder.empty() && folder.is_relative()) {
    for (const fs::path& each : folders_) places.push_back(each / folder);
  }
  places.insert(places.end(), folders_.begin(), folders_.end());
  std::vector<fs::path> once;
  for (fs::path& place : places) {
    place = place.lexically_normal();
    if (std::ranges::find(once, place) == once.end()) once.push_back(place);
  }
  return once;
}

std::optional<fs::path> WfdbPath::find(const std::string& record, const std::string& suffix) const {
  for (const fs::path& place : places(record)) {
    // A name from the current folder keeps the form in which the user knows it.
    const fs::path file =
        (place == "." ? fs::path() : place) / (fs::path(record).filename().string() + "." + suffix);
    std::error_code ignored;
    if (fs::exists(file, ignored) && !fs::is_directory(file, ignored)) return file;
  }
  return std::nullopt;
}

fs::path WfdbPath::require(const std::string& record, const std::string& suffix) const {
  if (const auto file = find(record, suffix)) return *file;
  std::string folders;
  for (const fs::path& place : places(record)) {
    folders += (folders.empty() ? "" : ", ") + (place == "." ? "the current folder" : place.string());
  }
  throw Error(fs::path(record).filename().string() + "." + suffix,
              "is in none of the folders looked in: " + folders +
                  " (more with --path, or the environment variable WFDB)");
}

}  // namespace rwave
