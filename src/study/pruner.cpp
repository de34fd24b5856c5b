#include "study/pruner.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace rwave::study {
namespace {

// The mean of the two middle values where their number is even.
double median(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t n = values.size();
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

}  // namespace

// The trial's best so far against the others' median at the same step, as in Optuna: one bad epoch
// does not end a training that was good before it.
bool MedianPruner::prune(const std::map<int, double>& reports, int complete,
                         std::span<const double> others) const {
  // Too early, either in the study or in the trial.
  if (reports.empty() || complete < startup || reports.rbegin()->first < warm_up) return false;
  std::optional<double> best;
  for (const auto& [step, value] : reports) {
    if (!std::isnan(value) && (!best || better(direction, value, *best))) best = value;
  }
  std::vector<double> known;
  std::ranges::copy_if(others, std::back_inserter(known), [](double value) { return !std::isnan(value); });
  return best && !known.empty() && better(direction, median(known), *best);
}

}  // namespace rwave::study
