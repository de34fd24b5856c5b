#include "beat/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "beat/aami.h"
#include "beat/beat_file.h"
#include "beat/cut_records.h"
#include "beat/infarction_rows.h"
#include "beat/split.h"
#include "record/locate.h"
#include "rwave/error.h"

namespace rwave {
namespace fs = std::filesystem;

namespace {

const std::vector<std::string> aami_classes(beat_class_names.begin(), beat_class_names.end());
const std::vector<std::string> ptb_classes = {"normal", "abnormal"};

// Rows of two files as one set; each file stays a record of its own.
BeatSet join(BeatSet first, const BeatSet& second) {
  if (first.row_values() != second.row_values()) {
    throw Error(second.records.front().record,
                fmt::format("has rows of {} values, {} of {}", second.row_values(),
                            first.records.front().record, first.row_values()));
  }
  const auto shift = static_cast<std::uint32_t>(first.records.size());
  first.records.insert(first.records.end(), second.records.begin(), second.records.end());
  first.values.insert(first.values.end(), second.values.begin(), second.values.end());
  first.labels.insert(first.labels.end(), second.labels.begin(), second.labels.end());
  first.sample.insert(first.sample.end(), second.sample.begin(), second.sample.end());
  for (const std::uint32_t record : second.record) first.record.push_back(record + shift);
  return first;
}

// The file of the folder whose name begins so and ends in .csv ("ptbdb_normal.csv",
// "ptbdb_normal_partial.csv").
std::optional<fs::path> csv_beginning(const fs::path& folder, const std::string& prefix) {
  for (const char* ending : {".csv", "_partial.csv"}) {
    if (fs::is_regular_file(folder / (prefix + ending))) return folder / (prefix + ending);
  }
  return std::nullopt;
}

std::optional<BeatSet> published_rows(const fs::path& folder) {
  if (fs::is_regular_file(folder / kaggle_train_file) && fs::is_regular_file(folder / kaggle_test_file)) {
    return join(read_kaggle_csv(folder / kaggle_train_file, aami_classes),
                read_kaggle_csv(folder / kaggle_test_file, aami_classes));
  }
  const auto normal = csv_beginning(folder, "ptbdb_normal");
  const auto abnormal = csv_beginning(folder, "ptbdb_abnormal");
  if (!normal || !abnormal) return std::nullopt;
  BeatSet set = join(read_kaggle_csv(*normal, ptb_classes), read_kaggle_csv(*abnormal, ptb_classes));
  set.recipe = "kaggle-ptb";
  set.rate = 125;
  return set;
}

}  // namespace

BeatSet load_beats(const std::string& data, const std::string& recipe) {
  const fs::path path = data;
  if (path.extension() == ".beats") return read_beat_set(path);
  if (path.extension() == ".csv") return read_kaggle_csv(path, aami_classes);
  if (data == "ptb-rows") {
    const fs::path folder = find_database("kaggle");
    if (auto rows = published_rows(folder)) return std::move(*rows);
    throw Error(folder.string(),
                "holds no ptbdb_normal.csv and ptbdb_abnormal.csv (the Kaggle heartbeat files)");
  }
  const fs::path folder = fs::is_directory(path) ? path : find_database(data);
  if (auto rows = published_rows(folder)) return std::move(*rows);
  if (fs::is_regular_file(folder / diagnosis_file)) return cut_infarction_rows(folder);
  return cut_records(folder, list_records(folder), recipe).set;
}

}  // namespace rwave
