#pragma once
// Many records compared in every way that EC57 knows, and what they add up to: tables, JSON and CSV.

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ec57/compare.h"
#include "ec57/episodes.h"
#include "ec57/measurements.h"
#include "ec57/runs.h"
#include "rwave/annotation.h"

namespace rwave::ec57 {

// One record's comparison and the name it is reported under.
struct RecordComparison {
  std::string record;
  Comparison comparison;
};

// {"records": [...], "gross": {...}, "average": {...}}. A record has its matrix of counts (rows: the
// reference's labels, columns: the test file's, both in the order of "labels") and its figures, as shares of
// 1, null where undefined. Gross is of the summed counts, average the mean over the records in which a figure
// is defined (EC57 3.5.2, 3.5.3), not rounded as sumstats rounds what it averages.
nlohmann::ordered_json summary_json(std::span<const RecordComparison> records);

// The figures, a line per record under a heading, then "gross" and "average"; empty where undefined.
std::string summary_csv(std::span<const RecordComparison> records);

// What of a record is compared besides its beats.
struct SuiteParts {
  bool runs = false;
  bool episodes = false;
  bool measurements = false;

  // Whether anything besides beats is compared.
  bool any() const { return runs || episodes || measurements; }
};

// Times in samples.
struct SuiteTimes {
  // The learning period ends here.
  std::int64_t start = 0;
  // Nothing: to the last annotation.
  std::optional<std::int64_t> end;
  // How far before and after a run the other annotator's beats count.
  std::int64_t window = 0;
};

// One record. Parts that were not asked for are empty.
struct RecordSuite {
  std::string record;
  // Hz.
  double rate = 0;
  // Nothing where no annotation lies in the scored time.
  std::optional<RunComparison> ventricular, supraventricular;
  // AF, VF, and ST of both signals if either file has any.
  std::map<EpisodeKind, EpisodeComparison> episodes;
  // By type: those that both annotators have.
  std::map<int, MeasurementComparison> measurements;
  // What could not be compared, and why.
  std::vector<std::string> notes;
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
