#pragma once
// The recordings that the finder of ventricular fibrillation is fitted and judged on.

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "signal/fibrillation/window_features.h"

namespace rwave::bench {

// What annotators called a time: flutter counts as fibrillation; noise teaches nothing.
enum class WindowRhythm : char { other, fibrillation, tachycardia, noise };

struct LabelledWindow {
  std::array<float, fibrillation_features> values;
  WindowRhythm rhythm;  // at the window's middle
};

struct FibrillationRecord {
  std::string name;  // "vfdb/418"
  double rate = 0;   // Hz
  std::vector<std::vector<float>> leads;  // mV, one or two
  std::vector<WindowRhythm> truth;        // of each sample
  std::vector<LabelledWindow> windows;    // of all leads, those that could be fibrillation at first sight
  bool has_fibrillation = false;
  bool unsure = false;  // a true alarm of fibrillation, whose beginning and end nobody marked
  int fold = 0;         // the records with fibrillation are spread over the folds, one patient in one
};

// Reads vfdb, mitdb, svdb, qtdb, cpsc2021, nstdb and challenge2015 under `data`, as far as they are there.
std::vector<FibrillationRecord> read_fibrillation_records(const std::filesystem::path& data, int folds);

}  // namespace rwave::bench
