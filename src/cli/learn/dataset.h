#pragma once
// What train and evaluate share: rows and split from options, and how results are reported.

#include <cstdint>
#include <string>
#include <vector>

#include "beat/beat_set.h"
#include "learn/options.h"
#include "score/format.h"

namespace rwave::cli {

// The beat set and split that a training's options mean, validation rows held out.
struct Dataset {
  BeatSet set;
  Split split;
};
Dataset load_dataset(const learn::TrainOptions& options);

// "data   87,554 training rows (of them 17,511 validation, seed 1), 21,892 test rows: random split, patients
// on both sides"
std::string data_line(const Dataset& dataset, const learn::TrainOptions& options);

// The report on `rows` that `predicted` answers, with intervals (by patient where all patients are known,
// else by row) and a group for each record where there are several.
ScoreReport report_on(const BeatSet& set, const std::vector<std::uint32_t>& rows,
                      const std::vector<std::uint8_t>& predicted, Provenance provenance);

}  // namespace rwave::cli
