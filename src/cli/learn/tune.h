#pragma once
// rwave tune: a study over the options of a training. What its parts have in common.

#include <cstdint>
#include <string>
#include <vector>

#include "dataset/dataset.h"
#include "learn/options/train_options.h"
#include "study/study.h"

namespace rwave::cli {

struct TuneOptions {
  // What the user gave is fixed.
  learn::TrainOptions train;
  std::vector<std::string> ranges, choices;
  std::string sampler = "tpe";
  int startup = 10;
  int grid_points = 3;
  // 0: default_trials; of a grid all, and all that there is time for with `minutes`.
  int trials = 0;
  // 0: no limit.
  double minutes = 0;
  std::string pruner = "median";
  int prune_after = 5;
  // Empty: study.sqlite3 in the folder.
  std::string storage;
  std::string study = "rwave";
  std::uint64_t study_seed = 1;
  double retry = 60;  // seconds
  std::string folder;
  bool json = false;
  bool no_pictures = false;
};

// A study as this worker sees it.
struct Tuning {
  const TuneOptions& options;
  const Dataset& dataset;
  study::Space space;
  study::StorageUrl url;
};

// What the trials are judged by: "validation macro-F1", and whether more of it is better.
std::string metric_text(const learn::TrainOptions& options);
study::Direction direction_of(const learn::TrainOptions& options);

}  // namespace rwave::cli
