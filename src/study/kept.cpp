#include "study/kept.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/output_file.h"
#include "study/worker.h"

namespace rwave::study {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::string_view prefix = "kept-trial-";

json parse(const fs::path& path) {
  try {
    return json::parse(read_file(path));
  } catch (const json::exception& fault) {
    throw Error(path.string(), fmt::format("is not a kept trial: {}", fault.what()));
  }
}

std::vector<fs::path> kept_files(const fs::path& folder) {
  std::vector<fs::path> files;
  if (!fs::is_directory(folder)) return files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(prefix) && name.ends_with(".json")) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

// Whether the trial in the database is the one that was kept: same number and worker.
bool is_same(const Trial& stored, const Trial& kept) {
  const auto worker = [](const Trial& trial) {
    const auto found = trial.user.find(worker_attribute);
    return found == trial.user.end() ? json() : found->second;
  };
  return stored.number == kept.number && worker(stored) == worker(kept);
}

}  // namespace

fs::path keep(const fs::path& folder, const Study& study, const Trial& trial) {
  fs::path path = folder / fmt::format("{}{}.json", prefix, trial.number);
  for (int i = 2; fs::exists(path); ++i)  // of another study
    path = folder / fmt::format("{}{}-{}.json", prefix, trial.number, i);
  write_file(path, json{{"study", study.name()}, {"trial", to_json(trial)}}.dump(2) + "\n");
  return path;
}

std::vector<int> store_kept(const fs::path& folder, Study& study) {
  std::vector<int> numbers;
  const std::vector<fs::path> files = kept_files(folder);
  if (files.empty()) return numbers;
  const std::vector<Trial> there = study.trials();
  for (const fs::path& path : files) {
    const json text = parse(path);
    if (text.value("study", "") != study.name()) continue;
    const Trial trial = trial_from_json(text.value("trial", json::object()));
    const auto own = std::ranges::find(there, trial.id, &Trial::id);
    if (own == there.end() || !is_same(*own, trial)) {
      throw Error(path.string(),
                  fmt::format("is of trial {} of a study '{}' that this database does not hold: move "
                              "the file away, or name the database it belongs to",
                              trial.number, study.name()));
    }
    study.write(trial);
    fs::remove(path);
    numbers.push_back(trial.number);
  }
  return numbers;
}

}  // namespace rwave::study
