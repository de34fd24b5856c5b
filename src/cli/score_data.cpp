// The forms of rwave score that are for other programs.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>

#include "cli/score_output.h"
#include "ec57/suite.h"

namespace rwave::cli {
namespace {

std::vector<ec57::RecordComparison> comparisons_of(const std::vector<ScoredRecord>& records) {
  std::vector<ec57::RecordComparison> comparisons;
  for (const ScoredRecord& record : records) comparisons.push_back({record.names.record, record.comparison});
  return comparisons;
}

}  // namespace

void print_json(const ScoreOptions& options, const std::vector<ScoredRecord>& records) {
  nlohmann::ordered_json out = {
      {"reference", options.reference}, {"test", options.test}, {"standard_comparison", options.standard()}};
  if (!options.parts.any()) {
    out.update(ec57::summary_json(comparisons_of(records)));
  } else {
    std::vector<ec57::RecordSuite> suites;
    for (const ScoredRecord& record : records) suites.push_back(record.suite);
    if (options.beats) out["beats"] = ec57::summary_json(comparisons_of(records));
    if (options.parts.runs) out["runs"] = ec57::run_json(suites);
    if (options.parts.episodes) out["episodes"] = ec57::episode_json(suites);
    if (options.parts.measurements) out["measurements"] = ec57::measurement_json(suites);
  }
  fmt::print("{}\n", out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

void print_csv(const std::vector<ScoredRecord>& records) {
  fmt::print("{}", ec57::summary_csv(comparisons_of(records)));
}

void print_mismatches(const std::vector<ScoredRecord>& records) {
  fmt::print("record,sample,time,reference,test\n");
  for (const ScoredRecord& record : records) {
    for (const ec57::BeatPair& pair : record.pairs) {
      // EC57 does not count test beats within the reference's flutter, so they are no mismatches
      // either.
      if (pair.in_flutter || pair.reference == pair.test) continue;
      fmt::print("{},{},{:.3f},{},{}\n", record.names.record, pair.sample(),
                 static_cast<double>(pair.sample()) / record.rate,
                 ec57::label_letters[static_cast<std::size_t>(pair.reference)],
                 ec57::label_letters[static_cast<std::size_t>(pair.test)]);
    }
  }
}

}  // namespace rwave::cli
