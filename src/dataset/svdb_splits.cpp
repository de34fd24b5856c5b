// Splits of two databases: mitdb's DS1 and DS2, and the records of svdb.
#include <algorithm>
#include <map>
#include <utility>

#include "catalog/databases.h"
#include "dataset/split.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// The records that are not mitdb's, and whether each is one of those that may train: the 1st, 3rd, ... by
// name.
std::map<std::string, bool> svdb_halves(const BeatSet& set) {
  // Every second record by name and none drawn: the halves are the same for whoever has the two
  // databases, with no seed to agree on.
  std::map<std::string, bool> others;
  for (const RecordOrigin& origin : set.records)
    if (std::ranges::find(mitdb_records, origin.record) == mitdb_records.end()) others[origin.record] = false;
  if (others.size() < 2)
    throw Error("splits of mitdb and svdb need records of svdb next to mitdb's: --data mitdb,svdb");
  bool trains = true;
  for (auto& [record, half] : others) half = std::exchange(trains, !trains);
  return others;
}

// The rows of svdb's records, of which `half` tells whether they may train.
template <class Take>
void each_svdb_row(const BeatSet& set, Take take) {
  const auto halves = svdb_halves(set);
  for (std::uint32_t row = 0; row < set.size(); ++row) {
    const auto at = halves.find(set.records[set.record[row]].record);
    if (at != halves.end()) take(row, at->second);
  }
}

}  // namespace

Split ds1_svdb_split(const BeatSet& set) {
  Split split = ds1_ds2_split(set);
  split.name = "ds1svdb";
  split.description =
      "DS1 and every second svdb record train, DS2 and the other svdb records test: patients apart, paced "
      "records left out";
  each_svdb_row(set, [&](std::uint32_t row, bool half) { (half ? split.train : split.test).push_back(row); });
  return split;
}

// The test rows of the final judgement (DS2, the other svdb records) are not opened here, so that
// choices made by this split do not fit them.
Split ds1_for_svdb_split(const BeatSet& set) {
  Split split = ds1_ds2_split(set);
  split.name = "ds1:svdb";
  split.description =
      "DS1 trains, every second svdb record (those that train in ds1svdb) tests: for choices; neither DS2 "
      "nor "
      "the other svdb records are opened";
  split.test.clear();
  each_svdb_row(set, [&](std::uint32_t row, bool half) {
    if (half) split.test.push_back(row);
  });
  return split;
}

Split mitdb_for_svdb_split(const BeatSet& set) {
  Split split = ds1_ds2_split(set);
  split.train.insert(split.train.end(), split.test.begin(), split.test.end());
  std::ranges::sort(split.train);
  split.test.clear();
  split.name = "mitdb:svdb";
  split.description = "DS1 and DS2 train, all svdb records test: patients apart, paced records left out";
  each_svdb_row(set, [&](std::uint32_t row, bool) { split.test.push_back(row); });
  return split;
}

}  // namespace rwave
