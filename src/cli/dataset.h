#pragma once
// What train, evaluate and export share: rows and their split from the words that name them, and how results
// on them are reported.

#include <cstdint>
#include <string>
#include <vector>

#include "beat/beat_set.h"
#include "score/format.h"

namespace rwave::cli {

// Which rows, and which of them are for what: options of `rwave train`, which explains each.
struct RowChoice {
  std::string data;
  std::string recipe = "kaggle";
  std::string split = "official";
  double test_share = 0.2;
  double train_share = 1;
  double validation = 0;  // share of the training rows held out
  bool validation_by_patient = false;
  std::uint64_t seed = 1;
  int simulate = 0;  // copies of the training records, their beats at simulated times
};

// The beat set and split that a choice means, validation rows held out.
struct Dataset {
  RowChoice choice;
  BeatSet set;
  Split split;
};
Dataset load_dataset(const RowChoice& choice);

// The same of rows already in memory, which are copied.
Dataset split_dataset(const RowChoice& choice, BeatSet set);

// "data   87,554 training rows (of them 17,511 validation, seed 1), 21,892 test rows: random split, patients
// on both sides"
std::string data_line(const Dataset& dataset);

// The report on `rows` that `predicted` answers, with intervals (by patient where all patients are known,
// else by row) and a group for each record where there are several.
ScoreReport report_on(const BeatSet& set, const std::vector<std::uint32_t>& rows,
                      const std::vector<std::uint8_t>& predicted, Provenance provenance);

}  // namespace rwave::cli
