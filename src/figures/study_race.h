#pragma once
// Samplers of a tuning study against each other: the best score so far by trial.

#include <string>
#include <vector>

#include "figures/figure.h"

namespace rwave {

// The studies of one sampler: in each, the best score (a share of 1) after every trial; NaN before there is
// one.
struct SamplerStudies {
  std::string sampler;
  std::vector<std::vector<double>> best_so_far;
};

// Mean over each sampler's studies, and a band of one standard deviation either side. A vertical line marks
// `startup`, the trials that TPE draws at random before it begins to model. Error where there is no trial.
Figure study_race(const std::vector<SamplerStudies>& samplers, int startup, const std::string& provenance);

}  // namespace rwave
