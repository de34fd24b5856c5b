#pragma once
// rwave tune: a study over the options of a training. What its parts have in common.

#include <cstdint>
#include <string>
#include <vector>

#include "dataset/dataset.h"
#include "learn/options/train_options.h"
#include "study/study.h"

namespace rwave::cli {

// What `rwave tune` was asked for, as it stands on the command line; docs/tune.md explains each.
struct TuneOptions {
  // What the user gave is fixed.
  learn::TrainOptions train;
  // "lr=1e-5:1e-1:log" and "optimizer=adam,sgd": what is searched (tune_space.h).
  std::vector<std::string> ranges, choices;
  // tpe, random or grid.
  std::string sampler = "tpe";
  // Of tpe: first trials that are drawn at random, before it has something to model.
  int startup = 10;
  // Of grid: values of each range.
  int grid_points = 3;
  // 0: default_trials; of a grid all, and all that there is time for with `minutes`.
  int trials = 0;
  // 0: no limit.
  double minutes = 0;
  // median: a trial whose best is worse than the others' median at its epoch ends; none: all run to their
  // end.
  std::string pruner = "median";
  // Epochs before which no trial is ended: early scores say little.
  int prune_after = 5;
  // Empty: study.sqlite3 in the folder.
  std::string storage;
  // The study's name in the database; workers that name the same one share it.
  std::string study = "rwave";
  // Draws the trials' parameters; the trainings have the seed among their own options.
  std::uint64_t study_seed = 1;
  // Seconds to wait for a database that went away; a trial's result is kept meanwhile.
  double retry = 60;
  // Where tables and pictures go.
  std::string folder;
  // The result as JSON on standard output.
  bool json = false;
  // Tables alone, also where gnuplot is there.
  bool no_pictures = false;
};

// A study as this worker sees it.
struct Tuning {
  const TuneOptions& options;
  const Dataset& dataset;
  // What is searched, and where the study lies.
  study::Space space;
  study::StorageUrl url;
};

// What the trials are judged by: "validation macro-F1", and whether more of it is better.
std::string metric_text(const learn::TrainOptions& options);
study::Direction direction_of(const learn::TrainOptions& options);

}  // namespace rwave::cli
