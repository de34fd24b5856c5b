#pragma once
// An error page: the test rows that a network labels wrongly, as a folder of tables, pictures and one HTML
// page.

#include <cstdint>
#include <string>
#include <vector>

#include "experiment/score_dataset.h"
#include "score/provenance.h"

namespace rwave::experiment {

// What a network answered to the test rows of a dataset.
struct TestAnswers {
  const Dataset& dataset;
  // A class per test row.
  const std::vector<std::uint8_t>& predicted;
  // Test rows x classes.
  const std::vector<float>& probabilities;
  const Provenance& provenance;
  // That made them, for the page.
  std::string command;
  // Drawn of each kind of error, a quarter of them from one record.
  int panels = 12;
};

// Makes `folder` and in it
//   errors.csv      every wrong test row, the most certain first: record, sample, seconds, truth, label, the
//                   probabilities of both, and what the reference says there (symbol, rhythm)
//   figures/        a page per kind of error, SVG and PNG: the most certain ones in the recording, of several
//                   records; rows whose recording is not there are drawn themselves. Without gnuplot there
//                   are none, which is said on standard error
//   tables/         errors by kind, by record, by symbol and rhythm, as CSV
//   index.html      all of it as one page, written last
// Each file is complete or absent. Pages of a former call whose kind of error there no longer is are removed.
// Returns the table of kinds for a terminal. Throws Error where a file cannot be written or a recording read.
std::string write_errors(const std::string& folder, const TestAnswers& answers);

}  // namespace rwave::experiment
