#pragma once
// Scores of a dataset's test rows: the report on them by beats, or by recordings of one diagnosis each.

#include <cstdint>
#include <string>
#include <vector>

#include "dataset/dataset.h"
#include "score/format.h"

namespace rwave::experiment {

// The report on `rows` of which `predicted` are the answered classes, with intervals and a group for each
// record where there are several. Intervals are by patient where all patients are known, as beats of one
// patient are no independent draws; else by row.
ScoreReport report_on(const BeatSet& set, const std::vector<std::uint32_t>& rows,
                      const std::vector<std::uint8_t>& predicted, Provenance provenance);

// The test rows as one row per recording: its class, and the mean of its beats' probabilities.
struct Recordings {
  // Rows without values, all of them test.
  Dataset dataset;
  std::vector<float> probabilities;
};

// Of the test rows, of which `probabilities` (rows x classes) are a network's answers. Error naming a
// recording whose beats are of several classes: beats that have a class each are scored as beats.
Recordings by_recording(const Dataset& dataset, const std::vector<float>& probabilities);

}  // namespace rwave::experiment
