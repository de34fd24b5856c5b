#include "catalog/find_database.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "catalog/databases.h"
#include "rwave/error.h"

namespace rwave {
namespace fs = std::filesystem;
namespace {

// An unset and an empty variable mean the same, as in a shell.
std::optional<std::string> environment(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

// The folder that the configuration file names; nothing where there is no such file. A file that cannot be
// understood is an error, not a file to pass over: its author believes that it counts.
std::optional<fs::path> configured_data_folder() {
  const fs::path file = configuration_file();
  std::ifstream in(file);
  if (file.empty() || !in) return std::nullopt;
  const nlohmann::json parsed = nlohmann::json::parse(in, nullptr, false);
  constexpr std::string_view expected = R"(expected {"data": "FOLDER"}, the folder that holds the databases)";
  if (!parsed.is_object()) throw Error(file.string(), fmt::format("is not a JSON object: {}", expected));
  if (!parsed.contains("data")) return std::nullopt;
  if (!parsed["data"].is_string()) throw Error(file.string(), fmt::format("'data' is no text: {}", expected));
  fs::path folder = parsed["data"].get<std::string>();
  // Relative to the file and not to where the program is started, which changes from day to day.
  if (folder.is_relative()) folder = file.parent_path() / folder;
  if (!is_folder(folder))
    throw Error(file.string(), fmt::format("'data' names {}, which is not a folder", folder.string()));
  return folder;
}

}  // namespace

fs::path configuration_file() {
  if (const auto base = environment("XDG_CONFIG_HOME")) return fs::path(*base) / "rwave/config.json";
  if (const auto home = environment("HOME")) return fs::path(*home) / ".config/rwave/config.json";
  return {};
}

fs::path find_database(std::string_view name) {
  if (fs::path(name).is_absolute()) {
    if (is_folder(name)) return name;
    throw Error(std::string(name), "no such folder");
  }
  std::vector<fs::path> folders;
  // From the most explicit to the most accidental place. The checkout's neighbour is not among
  // them: a program that finds data next to its sources works on one machine only.
  if (const auto data = environment("RWAVE_DATA")) folders.emplace_back(*data);
  if (const auto data = configured_data_folder()) folders.push_back(*data);
  folders.emplace_back("data");
  folders.emplace_back();
  std::vector<fs::path> places;
  for (const fs::path& folder : folders)
    for (const std::string& one : folder_names(name)) places.push_back(folder / one);
  std::vector<std::string> looked_at;
  for (const fs::path& place : places) {
    if (is_folder(place)) return place;
    looked_at.push_back(place.string());
  }
  throw Error(fmt::format(
      "no folder of that name ({}): set RWAVE_DATA to the folder that holds it, or name that folder in {}{}",
      fmt::join(looked_at, ", "), configuration_file().string(),
      is_published(name)
          ? fmt::format(", or get it with 'rwave fetch {} --to data'", published_database(name)->name)
          : ""));
}

}  // namespace rwave
