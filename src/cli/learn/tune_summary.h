#pragma once
// The texts of a study's tables.

#include "cli/learn/tune_output.h"
#include "score/provenance.h"

namespace rwave::cli {

Provenance tune_provenance(const Tuning& tuning);

// "30: 24 complete, 5 pruned, 1 failed".
std::string states_text(const std::vector<study::Trial>& trials);

// A line a trial and a line a parameter, each with what it is of (docs/tune.md).
std::string trials_csv(const Tuning& tuning, const TuneResult& result);
std::string importances_csv(const Tuning& tuning, const TuneResult& result);

nlohmann::json study_json(const Tuning& tuning, const TuneResult& result);

}  // namespace rwave::cli
