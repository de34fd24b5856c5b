#pragma once
// Runs that differ in nothing but their seed, as one line of a comparison.

#include <span>
#include <string>
#include <vector>

#include "experiment/compare/run.h"

namespace rwave::experiment {

// Mean over the seeds and standard deviation (NaN with one seed); NaN where a run has no such figure.
struct SeedFigure {
  // In the figure's own unit.
  double mean = 0;
  double spread = 0;
};

// A figure that runs are compared by.
struct RunFigure {
  // In CSV and JSON.
  const char* key;
  // In the text table.
  const char* head;
  // Of 1, printed in %.
  bool share;
  double (*of)(const Run&);
};
// All of them, in the order of the tables' columns.
std::span<const RunFigure> run_figures();

// One line of a comparison: the same training under several seeds.
struct RunGroup {
  // At least one.
  std::vector<Run> runs;
  // Empty for the first group of its network, treatment and split; for others what is different there:
  // "--lr 0.0003, --keep last".
  std::string variant;
  // Classes without beats among the test rows; seeds that are there twice.
  std::string note;
  // Per beat; NaN where not known.
  double multiply_adds = 0;
  // Of processor time per beat; NaN where not measured.
  double inference_microseconds = 0;

  const Run& first() const { return runs.front(); }
  // "1 2 3", as tables name them.
  std::string seeds() const;
  SeedFigure figure(const RunFigure& figure) const;
  // Of the figure with that key.
  double mean(std::string_view key) const;
};

// What `here` has otherwise than `there`: "--lr 0.001, without --from". Both as Run::options; empty where
// they are the same.
std::string option_differences(const nlohmann::json& there, const nlohmann::json& here);

// In the order in which the runs were given.
std::vector<RunGroup> group_runs(const std::vector<Run>& runs);

// Fills in multiply_adds and inference_microseconds (cost.cpp), read off the exported form, once per network:
// one thread, 256 beats at a time, processor time, so that other work on the machine disturbs little. Where
// `rwave export` cannot be called both stay NaN, and a message on standard error says why.
void measure_costs(std::vector<RunGroup>& groups);

}  // namespace rwave::experiment
