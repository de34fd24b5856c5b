#include "study/tpe.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rwave::study {
namespace {

// Optuna's settings: the best tenth, at most 25, against the rest; 24 candidates.
constexpr int candidates = 24;
constexpr double best_share = 0.1;
constexpr double most_best = 25;

bool counts(const Trial& trial) {
  return trial.finished_well() || trial.state == TrialState::pruned;
}

// A rank of a trial, the least the best: complete ones by value, then pruned ones.
std::vector<double> rank_of(const Trial& trial, Direction direction) {
  const double sign = direction == Direction::maximize ? -1 : 1;
  const double worst = std::numeric_limits<double>::infinity();
  const auto comparable = [&](double value) { return std::isnan(value) ? worst : sign * value; };
  if (trial.state == TrialState::complete) return {0, comparable(*trial.value)};
  // Nothing is known of it.
  if (trial.intermediate.empty()) return {2};
  const auto& [step, value] = *trial.intermediate.rbegin();
  return {1, -static_cast<double>(step), comparable(value)};
}

std::vector<double> values_of(const std::vector<const Trial*>& trials, const std::string& name) {
  std::vector<double> values;
  for (const Trial* trial : trials) {
    const auto found = trial->parameters.find(name);
    if (found != trial->parameters.end()) values.push_back(found->second);
  }
  return values;
}

// Each parameter alone, as Optuna's default does: dependences between them are not modelled.
// The candidate with the greatest ratio of the two densities, which is the one with the greatest
// expected improvement (Bergstra 2011). Candidates are drawn from the good trials' density, as
// elsewhere the ratio is small.
double most_promising(const Parameter& parameter, const Division& division, Random& random) {
  const Parzen good(parameter.distribution, values_of(division.best, parameter.name));
  const Parzen other(parameter.distribution, values_of(division.rest, parameter.name));
  double best = 0, best_gain = -std::numeric_limits<double>::infinity();
  for (int i = 0; i < candidates; ++i) {
    const double value = good.draw(random);
    const double gain = good.log_density(value) - other.log_density(value);
    if (gain <= best_gain) continue;
    best = value;
    best_gain = gain;
  }
  return best;
}

}  // namespace

Division divide(const std::vector<Trial>& trials, Direction direction) {
  std::vector<const Trial*> ranked;
  Division division;
  for (const Trial& trial : trials) {
    if (counts(trial)) ranked.push_back(&trial);
    // Counted as poor (a constant liar), so that workers do not all try the same.
    if (trial.state == TrialState::running) division.rest.push_back(&trial);
  }
  const auto size = static_cast<double>(ranked.size());
  const auto best = static_cast<std::ptrdiff_t>(std::min(std::ceil(best_share * size), most_best));
  std::ranges::stable_sort(ranked, {}, [&](const Trial* trial) { return rank_of(*trial, direction); });
  division.best.assign(ranked.begin(), ranked.begin() + best);
  division.rest.insert(division.rest.end(), ranked.begin() + best, ranked.end());
  // By age, which the kernels' weights go by.
  std::ranges::sort(division.best, {}, &Trial::number);
  std::ranges::sort(division.rest, {}, &Trial::number);
  return division;
}

std::optional<Parameters> TpeSampler::propose(const Space& space, const std::vector<Trial>& trials,
                                              int number) const {
  // Trials under way count for the startup as they do in Optuna with a constant liar: else several workers
  // would draw more than that many at random.
  const auto known = std::ranges::count_if(
      trials, [](const Trial& trial) { return counts(trial) || trial.state == TrialState::running; });
  if (known < startup_ || std::ranges::none_of(trials, counts))
    return RandomSampler(seed_).propose(space, trials, number);
  const Division division = divide(trials, direction_);
  Random random = draws_of(seed_, number);
  Parameters parameters;
  for (const Parameter& parameter : space)
    parameters[parameter.name] = most_promising(parameter, division, random);
  return parameters;
}

}  // namespace rwave::study
