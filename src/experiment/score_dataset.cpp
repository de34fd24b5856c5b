#include "experiment/score_dataset.h"

#include <algorithm>

namespace rwave::experiment {

// Patients are sorted by name, so that the bootstrap draws the same ones whatever the order of the records.
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
  // One record's group would repeat the whole table.
  if (report.groups.size() < 2) report.groups.clear();
  const auto by_patient = confusion_by_group(set.classes, truth, predicted, patient, patients);
  // A record without a patient could be anybody's, so it cannot be drawn as a patient: then rows
  // are drawn, and the interval is narrower than it should be.
  const bool known = by_patient.size() > 1 && std::ranges::find(patients, "") == patients.end();
  report.intervals = known ? bootstrap_patients(confusions_of(by_patient)) : bootstrap_rows(report.confusion);
  return report;
}

}  // namespace rwave::experiment
