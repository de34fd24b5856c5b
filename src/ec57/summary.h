#pragma once
// The comparisons of several records as data for other programs: JSON and CSV.

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "ec57/compare.h"

namespace rwave::ec57 {

// One record's comparison and the name it is told under.
struct RecordComparison {
  std::string record;
  Comparison comparison;
};

// {"records": [...], "gross": {...}, "average": {...}}. A record has its matrix of counts (rows: the
// reference's labels, columns: the test file's, both in the order of "labels") and its figures, as shares of
// 1, null where undefined. Gross is of the summed counts, average the mean over the records in which a figure
// is defined (EC57 3.5.2, 3.5.3), not rounded as sumstats rounds what it averages.
nlohmann::ordered_json summary_json(std::span<const RecordComparison> records);

// The figures, a line a record under a heading, then "gross" and "average"; empty where undefined.
std::string summary_csv(std::span<const RecordComparison> records);

}  // namespace rwave::ec57
