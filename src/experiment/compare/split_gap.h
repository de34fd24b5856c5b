#pragma once
// The distance between the official split, which mixes patients, and DS1/DS2, which keeps them apart.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "experiment/compare/group.h"

namespace rwave::experiment {

// One network and treatment, trained alike on both splits. The groups are those that compare has.
struct SplitGap {
  const RunGroup* official = nullptr;
  const RunGroup* apart = nullptr;
};

// What the distance is measured by: keys of run_figures.
inline constexpr const char* gap_figures[] = {"accuracy", "nsvf_f1", "s_f1", "v_f1"};

// Pairs without a variant, in the order of the groups.
std::vector<SplitGap> split_gaps(const std::vector<RunGroup>& groups);

// network,treatment,figure,official,ds1ds2,distance a line; shares of 1.
std::string split_gap_csv(const std::vector<SplitGap>& gaps);

// What the distances say about published figures, in sentences whose numbers are those of the gaps. Empty
// where there is no gap.
std::vector<std::string> split_gap_sentences(const std::vector<SplitGap>& gaps);

}  // namespace rwave::experiment
