#include "fibrillation_data.h"

#include <algorithm>
#include <fstream>

#include "base/parallel.h"
#include "record/record_list.h"
#include "rwave/annotation.h"
#include "rwave/recording.h"
#include "signal/fibrillation/fibrillation_track.h"
#include "signal/leads.h"

namespace rwave::bench {
namespace {

WindowRhythm rhythm_named(const std::string& name) {
  if (name == "(VF" || name == "(VFIB" || name == "(VFL") return WindowRhythm::fibrillation;
  if (name == "(VT" || name == "(HGEA" || name == "(VER") return WindowRhythm::tachycardia;
  return name == "(NOISE" ? WindowRhythm::noise : WindowRhythm::other;
}

void read_truth(const std::filesystem::path& annotations, FibrillationRecord& record) {
  constexpr std::uint8_t rhythm_change = 28;
  for (const Annotation& annotation : read_annotations(annotations, record.rate)) {
    if (annotation.code != rhythm_change) continue;
    const auto from = std::min(static_cast<std::size_t>(annotation.sample), record.truth.size());
    std::fill(record.truth.begin() + static_cast<std::ptrdiff_t>(from), record.truth.end(),
              rhythm_named(annotation.text));
  }
  record.has_fibrillation = std::ranges::find(record.truth, WindowRhythm::fibrillation) != record.truth.end();
}

bool true_alarm_of_fibrillation(const std::filesystem::path& header) {
  std::ifstream in(header);
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  return text.find("Ventricular_Flutter_Fib") != std::string::npos && text.find("True") != std::string::npos;
}

void add_windows(FibrillationRecord& record) {
  for (const auto& lead : record.leads) {
    FibrillationTrack track(record.rate);
    for (std::size_t i = 0; i < lead.size(); ++i) {
      if (!track.push(lead[i]) || !track.recorded()) continue;
      const std::size_t middle = i - static_cast<std::size_t>(track.length() / 2);
      if (const auto window = track.window()) record.windows.push_back({window->values, record.truth[middle]});
    }
  }
}

FibrillationRecord read_record(const std::filesystem::path& path, const std::string& database) {
  FibrillationRecord record;
  record.name = database + "/" + path.filename().string();
  const auto recording = open_recording(path);
  const RecordingInfo& info = recording->info();
  record.rate = info.rate;
  for (int signal = 0; signal < static_cast<int>(info.signals.size()) && record.leads.size() < 2; ++signal) {
    if (millivolts_per_unit(info.signals[static_cast<std::size_t>(signal)]) != 1) continue;
    record.leads.push_back(recording->read_physical(signal, 0, info.frames));
  }
  if (record.leads.empty()) return record;
  record.truth.assign(record.leads.front().size(), WindowRhythm::other);
  if (database == "vfdb" || database == "mitdb") {
    read_truth(path.string() + ".atr", record);
  } else if (database == "challenge2015") {
    record.unsure = true_alarm_of_fibrillation(path.string() + ".hea");
  }
  add_windows(record);
  return record;
}

}  // namespace

std::vector<FibrillationRecord> read_fibrillation_records(const std::filesystem::path& data, int folds) {
  std::vector<std::pair<std::filesystem::path, std::string>> sources;
  for (const std::string database :
       {"vfdb", "mitdb", "svdb", "qtdb", "cpsc2021", "nstdb", "challenge2015"}) {
    if (!std::filesystem::exists(data / database)) continue;
    for (const std::string& name : list_records(data / database))
      sources.emplace_back(data / database / name, database);
  }
  std::vector<FibrillationRecord> records(sources.size());
  parallel_for(sources.size(), 0,
               [&](std::size_t i) { records[i] = read_record(sources[i].first, sources[i].second); });
  std::erase_if(records, [](const FibrillationRecord& record) { return record.leads.empty(); });
  // Those with fibrillation in turn first, so that each fold has some.
  int with = 0, without = 0;
  for (FibrillationRecord& record : records)
    record.fold = (record.has_fibrillation ? with++ : without++) % folds;
  return records;
}

}  // namespace rwave::bench
