#include "detect_data.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/parallel.h"
#include "catalog/databases.h"
#include "ec57/beats.h"
#include "record/record_list.h"
#include "rwave/recording.h"

namespace rwave::bench {
namespace {

bool is_fitted(const std::string& database, const std::string& name, std::size_t position) {
  if (database == "svdb" || database == "cpsc2019") return position % 2 == 0;
  const bool paced = name == "102" || name == "104";
  return database == "mitdb" && (paced || std::ranges::find(mitdb_ds1, name) != mitdb_ds1.end());
}

}  // namespace

DetectRecord read_noise(const std::filesystem::path& record) {
  DetectRecord read;
  read.name = record.parent_path().filename().string() + "/" + record.filename().string();
  const auto recording = open_recording(record);
  read.rate = recording->info().rate;
  const int leads = std::min(2, static_cast<int>(recording->info().signals.size()));
  for (int lead = 0; lead < leads; ++lead) {
    read.leads.push_back(recording->read_physical(lead, 0, recording->info().frames));
  }
  return read;
}

std::vector<DetectRecord> read_detect_records(const std::filesystem::path& data) {
  struct Source {
    std::filesystem::path record, annotations;
    bool fitted;
  };
  std::vector<Source> sources;
  for (const std::string database : {"mitdb", "svdb", "cpsc2019"}) {
    if (!std::filesystem::exists(data / database)) continue;
    const std::vector<std::string> names = list_records(data / database);
    for (std::size_t i = 0; i < names.size(); ++i) {
      sources.push_back({data / database / names[i], data / database / (names[i] + ".atr"),
                         is_fitted(database, names[i], i)});
    }
  }
  for (const std::string name : {"118e00", "118e12"}) {
    if (std::filesystem::exists(data / "nstdb" / (name + ".hea"))) {
      sources.push_back({data / "nstdb" / name, data / "mitdb/118.atr", false});
    }
  }
  std::vector<DetectRecord> records(sources.size());
  parallel_for(sources.size(), 0, [&](std::size_t i) {
    records[i] = read_noise(sources[i].record);
    records[i].fitted = sources[i].fitted;
    records[i].reference = read_annotations(sources[i].annotations);
    for (const ec57::Beat& beat : ec57::beats_of(records[i].reference, records[i].rate).beats) {
      records[i].beats.push_back(beat.sample);
    }
  });
  return records;
}

}  // namespace rwave::bench
