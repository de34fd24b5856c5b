#pragma once
// A comparison: finished trainings side by side, next to published figures, as tables, pictures and one text.

#include <string>
#include <vector>

#include "experiment/compare/run.h"

namespace rwave::experiment {

// What `rwave compare` was asked for.
struct CompareOptions {
  // Folders that `rwave train` wrote; none: the tables of `also` alone.
  std::vector<std::string> runs;
  // compare.csv or front.csv of earlier comparisons: they join the Pareto front.
  std::vector<std::string> also;
  // Folder for tables and pictures, made where it is missing.
  std::string output;
  // Today's form of recorded options.
  CurrentOptions current;
  // Measure inference: each network is exported and run for half a second.
  bool costs = true;
};

// A comparison as one reads it: for people, and as JSON (docs/reproduce.md). Without runs the front's table
// in both.
struct ComparisonText {
  std::string text, json;
};

// Compares the runs and writes compare.csv, compare.json, gap.csv, front.csv and, where gnuplot is there,
// pictures. Seeds of one training are one line, with mean and spread.
//
// UsageError where there is nothing to compare; Error where a folder holds no finished training, two are of
// other data, or a table is of no comparison. Nothing is written before all of them are read.
ComparisonText compare_runs(const CompareOptions& options);

}  // namespace rwave::experiment
