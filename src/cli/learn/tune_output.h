#pragma once
// What a study leaves: tables, a summary, pictures.

#include "cli/learn/tune.h"
#include "study/importance.h"

namespace rwave::cli {

// A study at its end, or where it was interrupted.
struct TuneResult {
  std::vector<study::Trial> trials;
  // Of `trials`; null where none is complete.
  const study::Trial* best = nullptr;
  std::vector<study::Importance> importances;
};
TuneResult result_of(const Tuning& tuning, const study::Study& study);

// trials.csv, importances.csv and study.json in the folder (docs/tune.md).
void write_tables(const Tuning& tuning, const TuneResult& result);

// history, slices and importances, each as SVG and PNG, as far as there is something to draw.
void write_pictures(const Tuning& tuning, const TuneResult& result);

// The study for people, and the command that trains with its best parameters, on standard output; or
// study.json there.
void print_result(const Tuning& tuning, const TuneResult& result);

}  // namespace rwave::cli
