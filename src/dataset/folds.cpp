// Splits into folds, each of which tests once: by row, by patient, and by the DS1 records.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "catalog/databases.h"
#include "dataset/split.h"
#include "math/random.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// Counted from 1, as people name folds.
void check_fold(int fold, int folds) {
  if (folds < 2 || fold < 1 || fold > folds)
    throw UsageError(fmt::format("fold {} of {} is none (folds count from 1, of two or more)", fold, folds));
}

}  // namespace

// Dealt like cards, class by class: every fold has each class's share to within one row.
Split fold_split(const BeatSet& set, int fold, int folds, std::uint64_t seed) {
  check_fold(fold, folds);
  Split split{fmt::format("fold:{}/{}", fold, folds),
              fmt::format("fold {} of {} tests, stratified by class, seed {}, patients not kept apart", fold,
                          folds, seed),
              {},
              {},
              {}};
  Random random(seed);
  std::vector<std::vector<std::uint32_t>> classes(set.classes.size());
  for (std::uint32_t row = 0; row < set.size(); ++row) classes.at(set.labels[row]).push_back(row);
  for (std::vector<std::uint32_t>& rows : classes) {
    random.shuffle(rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      (static_cast<int>(i % static_cast<std::size_t>(folds)) == fold - 1 ? split.test : split.train)
          .push_back(rows[i]);
    }
  }
  // Back in the order of the set: a later draw of validation rows then depends on which rows train
  // and not on how they were dealt.
  std::sort(split.train.begin(), split.train.end());
  std::sort(split.test.begin(), split.test.end());
  return split;
}

// De Chazal's order and not a drawn one: all choices of the project were made on the same folds.
Split ds1_fold_split(const BeatSet& set, int fold, int folds) {
  check_fold(fold, folds);
  Split split{fmt::format("ds1:{}/{}", fold, folds),
              fmt::format("fold {} of {} of the DS1 patients tests, the others train; DS2 is not opened",
                          fold, folds),
              {},
              {},
              {}};
  for (std::uint32_t row = 0; row < set.size(); ++row) {
    const auto at = std::ranges::find(mitdb_ds1, set.records[set.record[row]].record);
    if (at == mitdb_ds1.end()) continue;
    // By place in DS1's list and not by rows: each fold tests whole patients, of which a fold then
    // has about as many as the others.
    const auto place = static_cast<int>(at - mitdb_ds1.begin());
    (place % folds == fold - 1 ? split.test : split.train).push_back(row);
  }
  if (split.train.empty() || split.test.empty())
    throw Error("split ds1:K/N needs rows of the MIT-BIH Arrhythmia Database's DS1 records");
  return split;
}

namespace {

// The patients of each class: a patient counts for the one that most of their rows have, the first of
// several. By name, so that the order of the records does not matter.
std::vector<std::vector<std::string>> patients_by_class(const BeatSet& set) {
  std::map<std::string, std::vector<std::size_t>> counts;
  for (std::size_t row = 0; row < set.size(); ++row) {
    const std::string& patient = set.records[set.record[row]].patient;
    // Rows whose patient is not known may be anybody's; one of them on either side could break the
    // promise of the split.
    if (patient.empty())
      throw Error("a split by patient needs rows whose patients are known; these rows name none");
    auto& of_patient = counts[patient];
    of_patient.resize(set.classes.size());
    ++of_patient.at(set.labels[row]);
  }
  std::vector<std::vector<std::string>> classes(set.classes.size());
  for (const auto& [patient, rows] : counts)
    classes[static_cast<std::size_t>(std::ranges::max_element(rows) - rows.begin())].push_back(patient);
  return classes;
}

}  // namespace

Split patient_fold_split(const BeatSet& set, int fold, int folds, std::uint64_t seed) {
  check_fold(fold, folds);
  Split split{fmt::format("patient:{}/{}", fold, folds),
              fmt::format("fold {} of {} of the patients tests, stratified by class, seed {}, patients apart",
                          fold, folds, seed),
              {},
              {},
              {}};
  Random random(seed);
  std::set<std::string> testing;
  // Dealt so far: the next class goes on where this one ends, so that folds are of a size.
  int patients = 0;
  for (std::vector<std::string>& of_class : patients_by_class(set)) {
    random.shuffle(of_class);
    for (const std::string& patient : of_class)
      if (patients++ % folds == fold - 1) testing.insert(patient);
  }
  if (patients < folds)
    throw Error(
        fmt::format("{} folds by patient need as many patients, these rows are of {}", folds, patients));
  for (std::uint32_t row = 0; row < set.size(); ++row)
    (testing.contains(set.records[set.record[row]].patient) ? split.test : split.train).push_back(row);
  return split;
}

}  // namespace rwave
