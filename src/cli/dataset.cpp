#include "cli/dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "dataset/load.h"
#include "dataset/simulated_rows.h"
#include "dataset/split.h"

namespace rwave::cli {

Dataset load_dataset(const RowChoice& choice) {
  return split_dataset(choice, load_beats(choice.data, choice.recipe));
}

Dataset split_dataset(const RowChoice& choice, BeatSet set) {
  Dataset dataset{choice, std::move(set), {}};
  dataset.split = make_split(dataset.set, choice.split, choice.test_share, choice.seed);
  subsample_training(dataset.set, dataset.split, choice.train_share, choice.seed);
  if (choice.validation > 0) {
    hold_out_validation(dataset.set, dataset.split, choice.validation, choice.validation_by_patient,
                        choice.seed);
  }
  if (choice.simulate > 0)
    add_simulated_rows(dataset.set, dataset.split, records_folders(choice.data), choice.simulate,
                       choice.seed);
  return dataset;
}

std::string data_line(const Dataset& dataset) {
  const auto count = [](const auto& rows) { return grouped(static_cast<std::int64_t>(rows.size())); };
  const Split& split = dataset.split;
  const auto training = static_cast<std::int64_t>(split.train.size() + split.validation.size());
  return fmt::format("data   {} training rows (of them {} validation{}, seed {}), {} test rows: {}",
                     grouped(training), count(split.validation),
                     dataset.choice.validation_by_patient ? " by patient" : "", dataset.choice.seed,
                     count(split.test), split.description);
}

ScoreReport report_on(const BeatSet& set, const std::vector<std::uint32_t>& rows,
                      const std::vector<std::uint8_t>& predicted, Provenance provenance) {
  std::vector<std::uint8_t> truth;
  std::vector<std::uint32_t> record, patient;
  std::vector<std::string> records, patients;
  for (const RecordOrigin& origin : set.records) {
    records.push_back(origin.record);
    patients.push_back(origin.patient);
  }
  std::ranges::sort(patients);
  patients.erase(std::unique(patients.begin(), patients.end()), patients.end());
  for (const std::uint32_t row : rows) {
    truth.push_back(set.labels[row]);
    record.push_back(set.record[row]);
    const std::string& name = set.records[set.record[row]].patient;
    patient.push_back(
        static_cast<std::uint32_t>(std::ranges::lower_bound(patients, name) - patients.begin()));
  }
  ScoreReport report{std::move(provenance), Confusion(set.classes), {}, {}};
  for (std::size_t i = 0; i < truth.size(); ++i) report.confusion.add(truth[i], predicted[i]);
  if (truth.empty()) return report;
  report.groups = confusion_by_group(set.classes, truth, predicted, record, records);
  if (report.groups.size() < 2) report.groups.clear();
  const auto by_patient = confusion_by_group(set.classes, truth, predicted, patient, patients);
  const bool known = by_patient.size() > 1 && std::ranges::find(patients, "") == patients.end();
  report.intervals = known ? bootstrap_patients(confusions_of(by_patient)) : bootstrap_rows(report.confusion);
  return report;
}

}  // namespace rwave::cli
