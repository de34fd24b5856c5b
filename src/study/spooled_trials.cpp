#include "study/spooled_trials.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/output_file.h"
#include "study/heartbeat.h"

namespace rwave::study {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::string_view prefix = "spooled-trial-";
constexpr std::string_view old_prefix = "kept-trial-";  // of 0.1.0

// The trial of a file; nothing where it is of another study. A file that somebody else wrote or cut short is
// named, and left where it is.
std::optional<Trial> trial_in(const fs::path& path, const std::string& study) {
  try {
    const json text = json::parse(read_file(path));
    if (text.at("study") != study) return std::nullopt;
    return trial_from_json(text.at("trial"));
  } catch (const json::exception& fault) {
    throw Error(path.string(), fmt::format("is not a spooled trial: {}", fault.what()));
  } catch (const Error& fault) {
    if (!fault.file().empty()) throw;
    throw Error(path.string(), fault.what());
  }
}

std::vector<fs::path> spooled_files(const fs::path& folder) {
  std::vector<fs::path> files;
  if (!fs::is_directory(folder)) return files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const bool spooled = name.starts_with(prefix) || name.starts_with(old_prefix);
    if (spooled && name.ends_with(".json")) files.push_back(entry.path());
  }
  // In their order, so that two runs do the same.
  std::ranges::sort(files);
  return files;
}

// Whether the trial in the database is the one that was spooled: same number and worker.
// Ids of a database that was made new begin at 1 again: a spooled trial would then be stored into
// somebody else's.
bool is_same(const Trial& stored, const Trial& spooled) {
  const auto worker = [](const Trial& trial) {
    const auto found = trial.user.find(worker_attribute);
    return found == trial.user.end() ? json() : found->second;
  };
  return stored.number == spooled.number && worker(stored) == worker(spooled);
}

}  // namespace

fs::path spool_trial(const fs::path& folder, const Study& study, const Trial& trial) {
  fs::path path = folder / fmt::format("{}{}.json", prefix, trial.number);
  for (int i = 2; fs::exists(path); ++i)  // of another study
    path = folder / fmt::format("{}{}-{}.json", prefix, trial.number, i);
  write_file(path, json{{"study", study.name()}, {"trial", to_json(trial)}}.dump(2) + "\n");
  return path;
}

std::vector<int> store_spooled(const fs::path& folder, Study& study) {
  std::vector<int> numbers;
  const std::vector<fs::path> files = spooled_files(folder);
  if (files.empty()) return numbers;
  const std::vector<Trial> there = study.trials();
  for (const fs::path& path : files) {
    const std::optional<Trial> spooled = trial_in(path, study.name());
    if (!spooled) continue;
    const Trial& trial = *spooled;
    const auto own = std::ranges::find(there, trial.id, &Trial::id);
    if (own == there.end() || !is_same(*own, trial)) {
      throw Error(path.string(),
                  fmt::format("is of trial {} of a study '{}' that this database does not hold: move "
                              "the file away, or name the database it belongs to",
                              trial.number, study.name()));
    }
    // Removed only when it is stored; a second storing of the same trial changes nothing.
    study.write(trial);
    fs::remove(path);
    numbers.push_back(trial.number);
  }
  return numbers;
}

}  // namespace rwave::study
