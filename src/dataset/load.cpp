// What a name of data means is decided here, in this order: a file by its ending, then a folder by what it
// holds. Published rows are recognised by their file names, as the files themselves say nothing of what they
// are.
#include "dataset/load.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <sstream>

#include "beat/aami.h"
#include "beat/recipes/infarction_rows.h"
#include "beat/recipes/recipe.h"
#include "catalog/find_database.h"
#include "dataset/annotated_recording.h"
#include "dataset/beat_file.h"
#include "dataset/cut_records.h"
#include "dataset/split.h"
#include "rwave/error.h"

namespace rwave {
namespace fs = std::filesystem;

namespace {

// Of rows that came cut, as text files do not say them.
std::vector<std::string> classes_of(const Recipe& recipe) {
  return {recipe.classes.begin(), recipe.classes.end()};
}

// Throws Error unless a row means the same in both sets: recipe, classes and width. `first` and `second`: how
// the user calls them.
void require_alike(const BeatSet& one, const std::string& first, const BeatSet& other,
                   const std::string& second) {
  if (one.classes != other.classes || one.recipe != other.recipe)
    throw Error(second, fmt::format("has rows of the recipe '{}' with the classes {}, {} of '{}' with {}",
                                    other.recipe, fmt::join(other.classes, " "), first, one.recipe,
                                    fmt::join(one.classes, " ")));
  if (one.row_values() != other.row_values())
    throw Error(second,
                fmt::format("has rows of {} values, {} of {}", other.row_values(), first, one.row_values()));
}

// The rows of two of Kaggle's files; their records stay apart.
BeatSet read_two(const fs::path& first, const fs::path& second, const std::vector<std::string>& classes) {
  BeatSet rows = read_kaggle_csv(first, classes);
  const BeatSet more = read_kaggle_csv(second, classes);
  require_alike(rows, first.string(), more, second.string());
  append_rows(rows, more);
  return rows;
}

// The file of the folder whose name begins so and ends in .csv ("ptbdb_normal.csv",
// "ptbdb_normal_partial.csv").
std::optional<fs::path> csv_beginning(const fs::path& folder, const std::string& prefix) {
  for (const char* ending : {".csv", "_partial.csv"}) {
    if (fs::is_regular_file(folder / (prefix + ending))) return folder / (prefix + ending);
  }
  return std::nullopt;
}

// Whether the folder holds Kaggle's two MIT-BIH files.
bool has_kaggle_files(const fs::path& folder) {
  return fs::is_regular_file(folder / kaggle_train_file) && fs::is_regular_file(folder / kaggle_test_file);
}

std::optional<BeatSet> published_rows(const fs::path& folder) {
  if (has_kaggle_files(folder))
    return read_two(folder / kaggle_train_file, folder / kaggle_test_file, classes_of(kaggle_recipe()));
  const auto normal = csv_beginning(folder, "ptbdb_normal");
  const auto abnormal = csv_beginning(folder, "ptbdb_abnormal");
  if (!normal || !abnormal) return std::nullopt;
  const Recipe& recipe = infarction_recipe();
  BeatSet set = read_two(*normal, *abnormal, classes_of(recipe));
  set.recipe = recipe.name;
  set.rate = recipe.rate;
  return set;
}

}  // namespace

namespace {

CutBeats load_one(const std::string& data, const std::string& recipe, const CutOptions& options) {
  const fs::path path = data;
  if (path.extension() == ".beats") return {read_beat_set(path), {}};
  if (path.extension() == ".csv") return {read_kaggle_csv(path, classes_of(kaggle_recipe())), {}};
  // The folder "kaggle" holds both kinds of published rows, and its own name means the MIT-BIH
  // ones: the PTB rows need a name that no folder has.
  if (data == "ptb-rows") {
    const fs::path folder = find_database("kaggle");
    if (auto rows = published_rows(folder)) return {std::move(*rows), {}};
    throw Error(folder.string(),
                "holds no ptbdb_normal.csv and ptbdb_abnormal.csv (the Kaggle heartbeat files)");
  }
  // A folder of that name goes before the known database: whoever has one in the working directory
  // means it.
  const fs::path folder = fs::is_directory(path) ? path : find_database(data);
  if (auto rows = published_rows(folder)) return {std::move(*rows), {}};
  if (fs::is_regular_file(folder / diagnosis_file)) {
    const Recipe& chosen = recipe_for(recipe, LabelSource::diagnosis);
    return {chosen.cut_folder(folder, chosen), {}};
  }
  // As `rwave fetch ptb-xl` leaves it: recordings in folders of their own, diagnoses as codes in one table.
  if (fs::is_regular_file(folder / "ptbxl_database.csv"))
    throw Error(
        folder.string(),
        fmt::format("is PTB-XL as PhysioNet has it: put recordings into one folder with a {} of their "
                    "diagnoses (docs/transfer.md)",
                    diagnosis_file));
  return cut_records(folder, list_annotated(folder, options.annotator, options.csv_rate), recipe, options);
}

// Rows that came cut have no recordings, whatever lies next to them.
fs::path records_folder(const std::string& data) {
  const fs::path path = data;
  if (!fs::is_regular_file(path) && data != "ptb-rows") {
    fs::path folder = fs::is_directory(path) ? path : find_database(data);
    if (!has_kaggle_files(folder) && !csv_beginning(folder, "ptbdb_normal") &&
        !fs::is_regular_file(folder / diagnosis_file))
      return folder;
  }
  throw UsageError(fmt::format(
      "{} is no folder of recordings with annotated beats; --simulate needs a folder of annotated records, "
      "or a database's "
      "name (--simulate 0 does without)",
      data));
}

// A path may hold commas: one that is there is taken as it is.
std::vector<std::string> parts_of(const std::string& data) {
  if (fs::exists(data)) return {data};
  std::vector<std::string> parts;
  std::istringstream list(data);
  for (std::string part; std::getline(list, part, ',');) parts.push_back(part);
  if (parts.empty()) parts.push_back(data);
  return parts;
}

}  // namespace

CutBeats load_cut(const std::string& data, const std::string& recipe, const CutOptions& options) {
  const std::vector<std::string> parts = parts_of(data);
  CutBeats all = load_one(parts.front(), recipe, options);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const CutBeats more = load_one(parts[i], recipe, options);
    require_alike(all.set, parts.front(), more.set, parts[i]);
    append(all, more);
  }
  return all;
}

BeatSet load_beats(const std::string& data, const std::string& recipe, const CutOptions& options) {
  return load_cut(data, recipe, options).set;
}

void require_recipe(const BeatSet& set, const std::string& data, const std::string& recipe) {
  if (recipe == default_recipe || set.recipe.empty() || set.recipe == recipe_named(recipe).name) return;
  throw UsageError(
      fmt::format("{} holds rows of the recipe {}, not of {}: leave --recipe out, or give the "
                  "recordings themselves",
                  data, set.recipe, recipe));
}

std::vector<fs::path> records_folders(const std::string& data) {
  std::vector<fs::path> folders;
  for (const std::string& part : parts_of(data)) folders.push_back(records_folder(part));
  return folders;
}

}  // namespace rwave
