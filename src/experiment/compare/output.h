#pragma once
// A comparison as text, CSV and JSON.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "experiment/compare/group.h"
#include "experiment/compare/split_gap.h"

namespace rwave::experiment {

// A table for a terminal, ours and the figures published on the same data, each with its split; notes and
// sentences below.
std::string compare_text(const std::vector<RunGroup>& groups, const std::vector<SplitGap>& gaps);

// A line per group and a line per published figure. `source` is "this program" or the publication. Of each
// figure the mean over the seeds and, in NAME_spread, the standard deviation; shares of 1; empty where
// unknown.
std::string compare_csv(const std::vector<RunGroup>& groups);

// {"groups": [...], "published": [...], "gaps": [...], "sentences": [...]}; null where unknown.
nlohmann::ordered_json compare_json(const std::vector<RunGroup>& groups, const std::vector<SplitGap>& gaps);

}  // namespace rwave::experiment
