#include "study/importance.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "study/space.h"

namespace rwave::study {
namespace {

// As many trees as Optuna's evaluator grows; of fewer trials than four every tree is a guess.
constexpr int trees = 64;
constexpr std::size_t least_trials = 4;

// A leaf's share of the space, but for axis `left_out`.
// A tree's answer is constant in each leaf's box, so that means over the whole space are sums over
// leaves weighted by their volume. This is what lets fANOVA (Hutter 2014) be computed without
// drawing points.
double volume(const std::vector<Axis>& axes, const Leaf& leaf, std::size_t left_out) {
  double product = 1;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (i != left_out) product *= leaf.box[i].share(axes[i]);
  }
  return product;
}

// The pieces of an axis on which no leaf begins or ends: a point of each, and its share of the axis.
// Between two such ends the marginal is constant, so that the integral over the axis is a finite sum, and
// exact.
std::vector<std::pair<double, double>> pieces_of(const Axis& axis, const Tree& tree, std::size_t index) {
  std::vector<std::pair<double, double>> pieces;
  for (int i = 0; i < axis.categories; ++i) pieces.emplace_back(i, 1.0 / axis.categories);
  if (axis.categories > 0) return pieces;
  std::set<double> ends;
  for (const Leaf& leaf : tree) ends.insert({leaf.box[index].low, leaf.box[index].high});
  for (auto end = ends.begin(); std::next(end) != ends.end(); ++end)
    pieces.emplace_back(*end, (*std::next(end) - *end) / (axis.high - axis.low));
  return pieces;
}

Samples samples_of(const Space& space, const std::vector<Trial>& trials) {
  Samples samples;
  for (const Trial& trial : trials) {
    // Pruned trials stopped at other epochs: their values do not compare.
    if (!trial.finished_well() || !std::isfinite(*trial.value)) continue;
    std::vector<double> point;
    for (const Parameter& parameter : space) {
      const auto found = trial.parameters.find(parameter.name);
      if (found != trial.parameters.end()) point.push_back(to_scale(parameter.distribution, found->second));
    }
    // A trial of an earlier space says nothing of a parameter that it did not have.
    if (point.size() != space.size()) continue;
    samples.points.push_back(std::move(point));
    samples.values.push_back(*trial.value);
  }
  return samples;
}

std::vector<Axis> axes_of(const Space& space) {
  std::vector<Axis> axes;
  for (const Parameter& parameter : space) {
    const Scale scale = scale_of(parameter.distribution);
    axes.push_back({scale.low, scale.high, static_cast<int>(parameter.distribution.choices.size())});
  }
  return axes;
}

}  // namespace

Variances variances_of(const std::vector<Axis>& axes, const Tree& tree) {
  double mean = 0, square = 0;
  for (const Leaf& leaf : tree) {
    const double share = volume(axes, leaf, axes.size());
    mean += share * leaf.value;
    square += share * leaf.value * leaf.value;
  }
  Variances variances{square - mean * mean, {}};
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    double alone = 0;
    for (const auto& [point, share] : pieces_of(axes[axis], tree, axis)) {
      // The mean over all other axes.
      double marginal = 0;
      for (const Leaf& leaf : tree) {
        if (leaf.box[axis].holds(axes[axis], point)) marginal += volume(axes, leaf, axis) * leaf.value;
      }
      alone += share * (marginal - mean) * (marginal - mean);
    }
    variances.alone.push_back(alone);
  }
  return variances;
}

std::vector<Importance> importances(const Space& space, const std::vector<Trial>& trials,
                                    std::uint64_t seed) {
  const Samples samples = samples_of(space, trials);
  if (samples.values.size() < least_trials) return {};
  const std::vector<Axis> axes = axes_of(space);
  Random random(seed);
  std::vector<Importance> found;
  for (const Parameter& parameter : space) found.push_back({parameter.name});
  double counted = 0;
  for (const Tree& tree : grow_forest(axes, samples, trees, random)) {
    const Variances variances = variances_of(axes, tree);
    // Such a tree would divide nothing by nothing.
    if (tree.size() < 2 || variances.all <= 0) continue;  // all its samples were equal
    ++counted;
    for (std::size_t i = 0; i < axes.size(); ++i) {
      const double share = variances.alone[i] / variances.all;
      found[i].share += share;
      found[i].spread += share * share;
    }
  }
  if (counted == 0) return {};
  for (Importance& one : found) {
    one.share /= counted;
    one.spread = std::sqrt(std::max(0.0, one.spread / counted - one.share * one.share));
  }
  // Stable, so that equal ones keep the order of the space.
  std::ranges::stable_sort(found, std::greater(), &Importance::share);
  return found;
}

}  // namespace rwave::study
