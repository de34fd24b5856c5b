// Scores the R-peak detector by EC57 on every record at hand: detect_score DATA [--live] [--hard] [RECORD...].
// Prints the gross figures of each database, of the part the detector was fitted on and of the rest, as found
// and with every lead inverted; then the records with most errors; then the speed on one core. --hard: held-out
// records of mitdb and svdb with hardships put in, those of detect_waves.h unknown to the fit.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <map>

#include "base/parallel.h"
#include "detect_data.h"
#include "detect_hardships.h"
#include "detect_judge.h"
#include "rwave/detector.h"

namespace rwave::bench {
namespace {

std::string group_of(const DetectRecord& record) {
  const std::string database = record.name.substr(0, record.name.find('/'));
  if (database == "nstdb") return record.name;
  return database + (record.fitted ? " fitted" : " held out");
}

void print_gross(const std::map<std::string, Count>& groups) {
  for (const auto& [name, count] : groups) print_count(name, count);
}

void measure_speed(const std::vector<DetectRecord>& records, Detector::Use use) {
  for (const std::size_t leads : {1U, 2U}) {
    double seconds = 0;
    std::size_t samples = 0;
    for (DetectRecord record : records) {
      if (!record.name.starts_with("mitdb/1")) continue;
      record.leads.resize(leads);
      const std::vector<float> frames = interleave(record, 1);
      const std::clock_t begin = std::clock();  // of the processor: others may be using the machine
      Detector detector(record.rate, static_cast<int>(leads), use);
      detector.push(frames);
      detector.finish();
      seconds += static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
      samples += record.samples();
    }
    fmt::print("speed, {} of mitdb's leads: {:.1f} million frames a second, {:.1f} million samples\n", leads,
               static_cast<double>(samples) / seconds * 1e-6,
               static_cast<double>(samples * leads) / seconds * 1e-6);
  }
}

void print_offsets(std::vector<double> offsets) {
  if (offsets.empty()) return;
  std::ranges::sort(offsets);
  const auto at = [&](double share) {
    return 1000 * offsets[static_cast<std::size_t>(share * static_cast<double>(offsets.size() - 1))];
  };
  fmt::print(
      "peak less reference, ms: 5 % {:.1f}, quarter {:.1f}, median {:.1f}, three quarters {:.1f}, 95 % "
      "{:.1f}\n",
      at(0.05), at(0.25), at(0.5), at(0.75), at(0.95));
}

int main_of(int count, char** words) {
  if (count < 2) {
    fmt::print(stderr, "usage: detect_score DATA [--live] [--hard] [RECORD...]\n");
    return 2;
  }
  std::vector<DetectRecord> records = read_detect_records(words[1]);
  std::vector<std::string> wanted(words + 2, words + count);
  const auto use = std::erase(wanted, "--live") > 0 ? Detector::Use::stream : Detector::Use::recording;
  const bool hard = std::erase(wanted, "--hard") > 0;
  if (!wanted.empty()) {
    std::erase_if(records, [&](const DetectRecord& record) {
      return std::ranges::find(wanted, record.name) == wanted.end();
    });
  }
  if (hard) {
    print_hardships(records, use);
    return 0;
  }
  for (const float sign : {1.0F, -1.0F}) {
    std::vector<Judgement> results(records.size());
    parallel_for(records.size(), 0, [&](std::size_t i) { results[i] = judge(records[i], sign, use); });
    std::map<std::string, Count> groups;
    std::vector<double> offsets;
    for (std::size_t i = 0; i < records.size(); ++i) {
      groups[group_of(records[i])].add(results[i].count);
      const std::string database = records[i].name.substr(0, records[i].name.find('/'));
      if (database != "nstdb") groups[database].add(results[i].count);
      if (database == "mitdb")
        offsets.insert(offsets.end(), results[i].offsets.begin(), results[i].offsets.end());
    }
    fmt::print("{}\n", sign > 0 ? "as recorded" : "every lead inverted");
    print_gross(groups);
    print_offsets(offsets);
    if (sign < 0) continue;
    for (std::size_t i = 0; i < records.size(); ++i) {
      const Count& found = results[i].count;
      if (found.missed + found.false_peaks < 5 && results[i].unanalyzable < 0.02 && wanted.empty()) continue;
      fmt::print("  {:<14} {:<9} missed {:>3}  false {:>3}  of {:>5}  unanalyzable {:.1f} %\n", records[i].name,
                 records[i].fitted ? "fitted" : "held out", found.missed, found.false_peaks,
                 found.found + found.missed, 100 * results[i].unanalyzable);
    }
  }
  measure_speed(records, use);
  return 0;
}

}  // namespace
}  // namespace rwave::bench

int main(int count, char** words) {
  return rwave::bench::main_of(count, words);
}
