// Splits. Rows are drawn with the project's own generator (math/random.h): the standard's shuffle differs
// between libraries, and a split must be the same everywhere.
#include "dataset/split.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/warning.h"
#include "catalog/databases.h"
#include "math/random.h"
#include "rwave/error.h"

namespace rwave {
namespace {

using Rows = std::vector<std::uint32_t>;

constexpr std::string_view former_official_name = "kaggle";

// Rows of each class, in order.
std::vector<Rows> by_class(const BeatSet& set, const Rows& rows) {
  std::vector<Rows> classes(set.classes.size());
  for (const std::uint32_t row : rows) classes.at(set.labels[row]).push_back(row);
  return classes;
}

Rows all_rows(const BeatSet& set) {
  Rows rows(set.size());
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::uint32_t>(i);
  return rows;
}

// 0 and 1 would leave a part empty, which no score can be made of.
void check_share(double share) {
  if (!(share > 0 && share < 1)) throw UsageError(fmt::format("a share of {} is not between 0 and 1", share));
}

// Takes `share` of each class's rows (rounded), drawn at random; both parts stay in row order.
void draw_stratified(const BeatSet& set, const Rows& from, double share, Random& random, Rows& taken,
                     Rows& left) {
  for (Rows& rows : by_class(set, from)) {
    random.shuffle(rows);
    const auto cut =
        rows.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(rows.size()) + 0.5);
    taken.insert(taken.end(), rows.begin(), cut);
    left.insert(left.end(), cut, rows.end());
  }
  std::sort(taken.begin(), taken.end());
  std::sort(left.begin(), left.end());
}

// Takes whole patients, drawn at random, until `share` of the rows is reached as nearly as whole patients
// allow.
void draw_patients(const BeatSet& set, const Rows& from, double share, Random& random, Rows& taken,
                   Rows& left) {
  std::map<std::string, std::size_t> sizes;
  for (const std::uint32_t row : from) {
    const std::string& patient = set.records[set.record[row]].patient;
    if (patient.empty())
      throw Error("a split by patient needs rows whose patients are known; these rows name none");
    ++sizes[patient];
  }
  if (sizes.size() < 2) throw Error("a split by patient needs rows of two patients or more");
  std::vector<std::string> patients;
  for (const auto& [patient, size] : sizes) patients.push_back(patient);
  random.shuffle(patients);
  const double wanted = share * static_cast<double>(from.size());
  std::set<std::string> chosen;
  double held = 0;
  for (const std::string& patient : patients) {
    const auto size = static_cast<double>(sizes[patient]);
    if (chosen.size() + 1 == patients.size() || held + size / 2 > wanted) continue;  // nearer without it
    chosen.insert(patient);
    held += size;
  }
  // One patient may have more than twice the share: then none came near enough, and a part without
  // rows would be worse than one that is too large.
  if (chosen.empty()) chosen.insert(patients.front());
  for (const std::uint32_t row : from) {
    (chosen.contains(set.records[set.record[row]].patient) ? taken : left).push_back(row);
  }
}

template <std::size_t n>
bool contains(const std::array<std::string_view, n>& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace

Split ds1_ds2_split(const BeatSet& set) {
  Split split{"ds1ds2", "DS1 trains, DS2 tests: patients apart, paced records left out", {}, {}, {}};
  for (std::uint32_t row = 0; row < set.size(); ++row) {
    const std::string& record = set.records[set.record[row]].record;
    if (contains(mitdb_ds1, record)) split.train.push_back(row);
    if (contains(mitdb_ds2, record)) split.test.push_back(row);
  }
  if (split.train.empty() || split.test.empty()) {
    throw Error("split ds1ds2 needs rows of the MIT-BIH Arrhythmia Database's DS1 and DS2 records");
  }
  return split;
}

// By class, so that the rare ones are tested at all: F has 803 of 109,446 rows.
Split random_split(const BeatSet& set, double test_share, std::uint64_t seed) {
  check_share(test_share);
  Split split{"random",
              fmt::format("random split, {:g} % of each class tests, seed {}, patients on both sides",
                          100 * test_share, seed),
              {},
              {},
              {}};
  Random random(seed);
  draw_stratified(set, all_rows(set), test_share, random, split.test, split.train);
  return split;
}

Split patient_split(const BeatSet& set, double test_share, std::uint64_t seed) {
  check_share(test_share);
  Split split{"patient",
              fmt::format("split by patient, about {:g} % of the rows test, seed {}, patients apart",
                          100 * test_share, seed),
              {},
              {},
              {}};
  Random random(seed);
  draw_patients(set, all_rows(set), test_share, random, split.test, split.train);
  return split;
}

namespace {

// "K/N" as two numbers.
std::optional<std::pair<int, int>> fold_of(std::string_view text) {
  std::pair<int, int> fold;
  const char* end = text.data() + text.size();
  const auto slash = std::from_chars(text.data(), end, fold.first);
  if (slash.ec != std::errc() || slash.ptr == end || *slash.ptr != '/') return std::nullopt;
  const auto last = std::from_chars(slash.ptr + 1, end, fold.second);
  if (last.ec != std::errc() || last.ptr != end) return std::nullopt;
  return fold;
}

}  // namespace

std::string current_split(std::string_view name, std::string_view where) {
  if (name != former_official_name) return std::string(name);
  if (!where.empty())
    notice(fmt::format("{}: the split '{}' is called '{}' now", where, name, official_split_name));
  return std::string(official_split_name);
}

Split make_split(const BeatSet& set, std::string_view name, double test_share, std::uint64_t seed) {
  if (name == official_split_name || name == former_official_name) return official_split(set);
  if (name == "ds1ds2") return ds1_ds2_split(set);
  if (name == "ds1svdb") return ds1_svdb_split(set);
  if (name == "ds1:svdb") return ds1_for_svdb_split(set);
  if (name == "mitdb:svdb") return mitdb_for_svdb_split(set);
  if (name == "random") return random_split(set, test_share, seed);
  if (name == "patient") return patient_split(set, test_share, seed);
  for (const std::string_view folds : {"fold:", "patient:", "ds1:"}) {
    if (!name.starts_with(folds)) continue;
    const auto fold = fold_of(name.substr(folds.size()));
    if (fold && folds == "ds1:") return ds1_fold_split(set, fold->first, fold->second);
    if (fold && folds == "patient:") return patient_fold_split(set, fold->first, fold->second, seed);
    if (fold) return fold_split(set, fold->first, fold->second, seed);
  }
  throw UsageError(fmt::format("split '{}' is unknown (known: {})", name, split_names));
}

// Class by class, and one row of each at least: a tenth of the rows drawn from all would leave some
// classes almost empty.
void subsample_training(const BeatSet& set, Split& split, double share, std::uint64_t seed) {
  if (share == 1) return;
  check_share(share);
  // From the draws of the split and of validation rows.
  constexpr std::uint64_t apart = 0x9e3779b97f4a7c15U;
  Random random(seed + apart);
  Rows kept;
  for (Rows& rows : by_class(set, split.train)) {
    random.shuffle(rows);
    const auto wanted = static_cast<std::size_t>(share * static_cast<double>(rows.size()) + 0.5);
    rows.resize(std::min(rows.size(), std::max<std::size_t>(wanted, 1)));
    kept.insert(kept.end(), rows.begin(), rows.end());
  }
  std::sort(kept.begin(), kept.end());
  split.train = std::move(kept);
  split.description += fmt::format("; {:g} % of each class's training rows used", 100 * share);
}

// Drawn from the training rows after the test rows are set, so that the test set does not depend on it.
void hold_out_validation(const BeatSet& set, Split& split, double share, bool by_patient,
                         std::uint64_t seed) {
  check_share(share);
  Random random(seed);
  Rows left;
  if (by_patient) {
    draw_patients(set, split.train, share, random, split.validation, left);
  } else {
    draw_stratified(set, split.train, share, random, split.validation, left);
  }
  split.train = std::move(left);
}

}  // namespace rwave
