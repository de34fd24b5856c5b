#pragma once
// The front of scores against cost on the official split: trainings of this comparison and of earlier ones.

#include <filesystem>
#include <string>
#include <vector>

#include "experiment/compare/group.h"
#include "figures/front_figure.h"

namespace rwave::experiment {

// A network trained on the official Kaggle split, of known cost. Scores are means over the seeds, shares of
// 1; spreads and parameters are NaN where not known.
struct ParetoPoint {
  std::string network, treatment, variant, seeds;
  double accuracy = 0, accuracy_spread = 0;
  double macro_f1 = 0, macro_f1_spread = 0;
  double parameters = 0, multiply_adds = 0;
};

// Those of a comparison.
std::vector<ParetoPoint> pareto_points(const std::vector<RunGroup>& groups);

// Those of a table that rwave compare wrote, compare.csv or front.csv: of runs that are elsewhere. Throws
// Error where the file is neither, or holds none.
std::vector<ParetoPoint> read_pareto_points(const std::filesystem::path& file);

// With the columns' names as in compare.csv.
std::string pareto_csv(const std::vector<ParetoPoint>& points);

// With what is published on these data. Error where there is no point.
Figure pareto_figure(const std::vector<ParetoPoint>& points);

}  // namespace rwave::experiment
