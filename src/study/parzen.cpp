#include "study/parzen.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "study/space.h"

namespace rwave::study {
namespace {

// Of the latest values.
constexpr std::size_t flat_weights = 25;

// The latest count fully, earlier ones less, along a ramp: TPE's forgetting (Bergstra 2013), as Optuna has
// it.
std::vector<double> kernel_weights(std::size_t values) {
  std::vector<double> weights(values, 1.0);
  if (values > flat_weights) {
    const std::size_t ramp = values - flat_weights;
    const double first = 1.0 / static_cast<double>(values);
    for (std::size_t i = 0; i < ramp; ++i) {
      weights[i] =
          ramp == 1 ? first : first + (1 - first) * static_cast<double>(i) / static_cast<double>(ramp - 1);
    }
  }
  weights.push_back(1);  // the prior's
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& weight : weights) weight /= sum;
  return weights;
}

// By the complement, which keeps its digits far out.
double normal_below(double z) {
  return std::erfc(-z / std::numbers::sqrt2) / 2;
}

std::size_t pick(std::span<const double> chances, Random& random) {
  double left = random.uniform();
  for (std::size_t i = 0; i + 1 < chances.size(); ++i) {
    if (left < chances[i]) return i;
    left -= chances[i];
  }
  return chances.size() - 1;
}

// Of sorted means the greater distance to a neighbour; the outermost have one neighbour, and a lone mean the
// ends of the range.
std::vector<double> widths_of(const std::vector<double>& sorted, const Scale& scale) {
  const std::size_t n = sorted.size();
  if (n == 1) return {std::max(sorted[0] - scale.low, scale.high - sorted[0])};
  std::vector<double> widths(n);
  widths.front() = sorted[1] - sorted[0];
  widths.back() = sorted[n - 1] - sorted[n - 2];
  for (std::size_t i = 1; i + 1 < n; ++i)
    widths[i] = std::max(sorted[i] - sorted[i - 1], sorted[i + 1] - sorted[i]);
  return widths;
}

}  // namespace

Parzen::Parzen(const Distribution& distribution, std::span<const double> values)
    : distribution_(distribution), weights_(kernel_weights(values.size())) {
  if (distribution.kind == Kind::choice) {
    place_choices(values);
  } else {
    place_kernels(values);
  }
}

// The prior, as wide as the range and in its middle, is one kernel more: what has not been tried stays
// possible.
void Parzen::place_kernels(std::span<const double> values) {
  const Scale scale = scale_of(distribution_);
  for (const double value : values) means_.push_back(to_scale(distribution_, value));
  means_.push_back((scale.low + scale.high) / 2);
  const std::size_t n = means_.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return means_[i]; });
  std::vector<double> sorted;
  for (const std::size_t i : order) sorted.push_back(means_[i]);
  const std::vector<double> widths = widths_of(sorted, scale);
  // A kernel that is too narrow would propose one value over and over.
  const double least = scale.width() / std::min(100.0, 1.0 + static_cast<double>(n));
  widths_.resize(n);
  for (std::size_t i = 0; i < n; ++i) widths_[order[i]] = std::clamp(widths[i], least, scale.width());
  widths_.back() = scale.width();  // the prior's
}

// Each value counts for its own choice, and a little for all, so that none is ruled out.
void Parzen::place_choices(std::span<const double> values) {
  const std::size_t n = weights_.size(), choices = distribution_.choices.size();
  const double share = 1.0 / static_cast<double>(n);
  for (const double value : values) {
    std::vector<double>& kernel = chances_.emplace_back(choices, share);
    kernel.at(static_cast<std::size_t>(value)) += 1;
    for (double& chance : kernel) chance /= 1 + share * static_cast<double>(choices);
  }
  chances_.emplace_back(choices, 1.0 / static_cast<double>(choices));
}

// Of a truncated Gaussian by drawing again: the mean lies within the range and no kernel is wider than it, so
// a draw falls inside at least once in three.
double Parzen::draw(Random& random) const {
  const std::size_t kernel = pick(weights_, random);
  if (distribution_.kind == Kind::choice) return static_cast<double>(pick(chances_[kernel], random));
  const Scale scale = scale_of(distribution_);
  if (scale.width() <= 0) return distribution_.low;
  double point = scale.high;
  do {
    point = means_[kernel] + widths_[kernel] * random.normal();
  } while (point < scale.low || point >= scale.high);
  return from_scale(distribution_, point);
}

double Parzen::log_density(double value) const {
  double sum = 0;
  const Scale scale = scale_of(distribution_);
  for (std::size_t k = 0; k < weights_.size(); ++k) {
    if (distribution_.kind == Kind::choice) {
      sum += weights_[k] * chances_[k].at(static_cast<std::size_t>(value));
      continue;
    }
    // A range of one value: all candidates are equal.
    if (scale.width() <= 0) return 0;
    const double mean = means_[k], width = widths_[k];
    const double z = (to_scale(distribution_, value) - mean) / width;
    const double inside =
        normal_below((scale.high - mean) / width) - normal_below((scale.low - mean) / width);
    sum += weights_[k] * std::exp(-z * z / 2) / (width * std::sqrt(2 * std::numbers::pi) * inside);
  }
  return std::log(sum);
}

}  // namespace rwave::study
