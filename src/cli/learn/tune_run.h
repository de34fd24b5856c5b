#pragma once
// The trials of a study, one after another.

#include <atomic>

#include "cli/learn/tune.h"
#include "study/sampler.h"
#include "study/spooled_trials.h"

namespace rwave::cli {

// The study that the options name, made where there is none. Error where it searches another space, on other
// rows or with other fixed options: the difference is named.
study::Study open_study(study::Database& database, const Tuning& tuning);

// Trains trials until the budget is spent, all workers' together, and waits for those that others are still
// at. Error, with the trial kept in the folder, where the database went away. False where `stop` turned true.
bool run_trials(const Tuning& tuning, study::Study& study, const std::atomic<bool>& stop);

}  // namespace rwave::cli
