#pragma once
// Recordings called as a whole, where each has one diagnosis.

#include <vector>

#include "cli/dataset.h"

namespace rwave::cli {

// The test rows as one row a recording: its class, and the mean of its beats' probabilities.
struct Recordings {
  Dataset dataset;  // rows without values, all of them test
  std::vector<float> probabilities;
};

// Of the test rows, of which `probabilities` (rows x classes) are a network's answers. Error naming a
// recording whose beats are of several classes: beats that have a class each are scored as beats.
Recordings by_recording(const Dataset& dataset, const std::vector<float>& probabilities);

}  // namespace rwave::cli
