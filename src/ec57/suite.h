#pragma once
// Runs, episodes and measurements of many records compared at once, and what they add up to: tables and JSON.

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ec57/episodes.h"
#include "ec57/measurements.h"
#include "ec57/runs.h"
#include "rwave/annotation.h"

namespace rwave::ec57 {

// What of a record is compared besides its beats.
struct SuiteParts {
  bool runs = false;
  bool episodes = false;
  bool measurements = false;

  bool any() const { return runs || episodes || measurements; }
};

// Times in samples.
struct SuiteTimes {
  std::int64_t start = 0;           // the learning period ends here
  std::optional<std::int64_t> end;  // nothing: to the last annotation
  std::int64_t window = 0;          // how far before and after a run the other annotator's beats count
};

// One record. Parts that were not asked for are empty.
struct RecordSuite {
  std::string record;
  double rate = 0;  // Hz
  std::optional<RunComparison> ventricular,
      supraventricular;                               // nothing where no annotation lies in the scored time
  std::map<EpisodeKind, EpisodeComparison> episodes;  // AF, VF, and ST of both signals if either file has any
  std::map<int, MeasurementComparison> measurements;  // by type: those that both annotators have
  std::vector<std::string> notes;                     // what could not be compared, and why
};

RecordSuite compare_suite(const std::string& record, std::span<const Annotation> reference,
                          std::span<const Annotation> test, double rate, const SuiteTimes& times,
                          const SuiteParts& parts);

// The tables of one part with their gross and average figures, each under its title and headed as the
// reference programs head them. A measurement whose mean is 0 has no normalized error and is left out.
std::string run_tables(std::span<const RecordSuite> records);
std::string episode_tables(std::span<const RecordSuite> records);
std::string measurement_tables(std::span<const RecordSuite> records);

// The same as data (suite_json.cpp): {"records": [...], "gross": {...}, "average": {...}}. Figures are shares
// of 1, null where undefined, durations seconds.
nlohmann::ordered_json run_json(std::span<const RecordSuite> records);
nlohmann::ordered_json episode_json(std::span<const RecordSuite> records);
nlohmann::ordered_json measurement_json(std::span<const RecordSuite> records);

}  // namespace rwave::ec57
