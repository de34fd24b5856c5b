// The forms of rwave score that are for other programs.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>

#include "cli/score_output.h"
#include "ec57/summary.h"

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
  out.update(ec57::summary_json(comparisons_of(records)));
  fmt::print("{}\n", out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

void print_csv(const std::vector<ScoredRecord>& records) {
  fmt::print("{}", ec57::summary_csv(comparisons_of(records)));
}

void print_mismatches(const std::vector<ScoredRecord>& records) {
  constexpr std::string_view letters = "NSVFQOX";
  fmt::print("record,sample,time,reference,test\n");
  for (const ScoredRecord& record : records) {
    for (const ec57::BeatPair& pair : record.pairs) {
      if (pair.in_flutter || pair.reference == pair.test) continue;
      fmt::print("{},{},{:.3f},{},{}\n", record.names.record, pair.sample(),
                 static_cast<double>(pair.sample()) / record.rate,
                 letters[static_cast<std::size_t>(pair.reference)],
                 letters[static_cast<std::size_t>(pair.test)]);
    }
  }
}

}  // namespace rwave::cli
