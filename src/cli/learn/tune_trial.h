#pragma once
// One trial: a training that may be ended early, and what of it the study learns.

#include <atomic>

#include "cli/learn/tune.h"

namespace rwave::cli {

// Trains and stores the trial. Options that do not train (the loss is not a number, or they contradict each
// other) make it FAIL with the reason. Error where the database is gone, after the trial was kept in the
// folder. False where `stop` turned true: the trial is FAIL, and another takes its place when the study goes
// on.
bool run_trial(const Tuning& tuning, study::Study& study, study::Trial trial, const std::atomic<bool>& stop);

}  // namespace rwave::cli
