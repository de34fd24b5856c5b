// Scores the R-peak detector by EC57 on every record at hand: detect_score DATA [--live] [RECORD...].
// Prints the gross figures of each database, of the part the detector was fitted on and of the rest, as found
// and with every lead inverted; then the records with most errors; then the speed on one core.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <map>

#include "base/parallel.h"
#include "detect_data.h"
#include "ec57/compare.h"
#include "rwave/detector.h"

namespace rwave::bench {
namespace {

struct Count {
  std::int64_t found = 0, missed = 0, false_peaks = 0;

  void add(const Count& other) {
    found += other.found;
    missed += other.missed;
    false_peaks += other.false_peaks;
  }
  double sensitivity() const {
    return 100.0 * static_cast<double>(found) / static_cast<double>(found + missed);
  }
  double predictivity() const {
    return 100.0 * static_cast<double>(found) / static_cast<double>(found + false_peaks);
  }
};

struct Result {
  Count count;
  std::vector<double> offsets;  // s, of matched peaks from their reference
  double unanalyzable = 0;        // share of the recording
};

std::vector<float> interleave(const DetectRecord& record, float sign) {
  std::vector<float> frames;
  frames.reserve(record.samples() * record.leads.size());
  for (std::size_t i = 0; i < record.samples(); ++i) {
    for (const auto& lead : record.leads) frames.push_back(sign * lead[i]);
  }
  return frames;
}

Result judge(const DetectRecord& record, float sign, Detector::Use use) {
  const std::vector<float> frames = interleave(record, sign);
  Detector detector(record.rate, static_cast<int>(record.leads.size()), use);
  detector.push(frames);
  detector.finish();
  const std::vector<std::int64_t> peaks = detector.take_peaks();
  std::vector<Annotation> test;
  for (const std::int64_t peak : peaks) {
    test.emplace_back().sample = peak;
    test.back().code = 1;
  }
  ec57::Options options;
  if (record.name.starts_with("cpsc")) options.start = 0;  // strips of ten seconds
  const ec57::Comparison comparison = ec57::compare(record.reference, test, record.rate, options);
  Result result;
  result.count = {comparison.sum("NSVFQ", "NSVFQ"), comparison.sum("NSVFQ", "OX"),
                  comparison.sum("OX", "NSVFQ")};
  for (const SampleSpan& span : detector.take_unanalyzable()) {
    result.unanalyzable += static_cast<double>(span.end - span.first) / static_cast<double>(record.samples());
  }
  for (const std::int64_t beat : record.beats) {
    const auto near = std::lower_bound(peaks.begin(), peaks.end(), beat - std::lround(0.075 * record.rate));
    if (near == peaks.end()) continue;
    const double offset = static_cast<double>(*near - beat) / record.rate;
    if (std::fabs(offset) < 0.075) result.offsets.push_back(offset);
  }
  return result;
}

std::string group_of(const DetectRecord& record) {
  const std::string database = record.name.substr(0, record.name.find('/'));
  if (database == "nstdb") return record.name;
  return database + (record.fitted ? " fitted" : " held out");
}

void print_gross(const std::map<std::string, Count>& groups) {
  for (const auto& [name, count] : groups) {
    fmt::print("{:<16} beats {:>6}  missed {:>4}  false {:>4}  Se {:.3f}  +P {:.3f}\n", name,
               count.found + count.missed, count.missed, count.false_peaks, count.sensitivity(),
               count.predictivity());
  }
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
    fmt::print(stderr, "usage: detect_score DATA [--live] [RECORD...]\n");
    return 2;
  }
  std::vector<DetectRecord> records = read_detect_records(words[1]);
  std::vector<std::string> wanted(words + 2, words + count);
  const auto use = std::erase(wanted, "--live") > 0 ? Detector::Use::stream : Detector::Use::recording;
  if (!wanted.empty()) {
    std::erase_if(records, [&](const DetectRecord& record) {
      return std::ranges::find(wanted, record.name) == wanted.end();
    });
  }
  for (const float sign : {1.0F, -1.0F}) {
    std::vector<Result> results(records.size());
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
