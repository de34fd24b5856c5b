#pragma once
// What `rwave tune` leaves of a study: files in its folder, and the summary on standard output. The texts
// themselves are experiment/tuning's.

#include "cli/learn/tune.h"
#include "experiment/tuning/study_result.h"

namespace rwave::cli {

// What the database holds of the study, and not this worker's trials alone: others may have found the best.
experiment::StudyResult result_of(const Tuning& tuning, const study::Study& study);

// trials.csv, importances.csv and study.json in the folder (docs/tune.md).
void write_tables(const Tuning& tuning, const experiment::StudyResult& result);

// history, slices and importances, each as SVG and PNG, as far as there is something to draw.
void write_pictures(const Tuning& tuning, const experiment::StudyResult& result);

// The study for people, and the command that trains with its best parameters, on standard output; or
// study.json there.
void print_result(const Tuning& tuning, const experiment::StudyResult& result);

}  // namespace rwave::cli
