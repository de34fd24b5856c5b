// Temperature scaling of certainty.h.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "rwave/error.h"
#include "score/certainty.h"

namespace rwave {
namespace {

// What rounds to 0 keeps a logarithm.
constexpr float least_probability = 1e-37F;
// Of log T, from e^-4 to e^4: beyond that, all classes are alike.
constexpr double widest = 4;

// -mean log softmax(scores / T)[label].
double mean_loss(std::span<const float> scores, std::size_t classes, std::span<const std::uint8_t> labels,
                 double temperature) {
  double sum = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto row = scores.subspan(i * classes, classes);
    const double greatest = std::ranges::max(row);
    double total = 0;
    for (const float score : row) total += std::exp((score - greatest) / temperature);
    sum += std::log(total) - (row[labels[i]] - greatest) / temperature;
  }
  return sum / static_cast<double>(labels.size());
}

}  // namespace

double fitted_temperature(std::span<const float> probabilities, std::size_t classes,
                          std::span<const std::uint8_t> labels) {
  if (labels.empty() || probabilities.size() != labels.size() * classes)
    throw Error(fmt::format("a temperature is fitted to rows: {} labels, {} probabilities of {} classes",
                            labels.size(), probabilities.size(), classes));
  for (const std::uint8_t label : labels)
    if (label >= classes) throw Error(fmt::format("class {} of {} classes", label, classes));
  std::vector<float> scores;
  scores.reserve(probabilities.size());
  for (const float p : probabilities) scores.push_back(std::log(std::max(p, least_probability)));
  // The loss is convex in 1/T, so it has one valley over log T: golden sections close in on it.
  const auto loss = [&](double log_t) { return mean_loss(scores, classes, labels, std::exp(log_t)); };
  if (loss(-widest) < 1e-6)
    throw Error(fmt::format("no temperature suits {} rows: all are right, so nothing says how sure to be",
                            labels.size()));
  constexpr double golden = 1 / std::numbers::phi;
  double low = -widest, high = widest;
  double a = high - golden * (high - low), b = low + golden * (high - low);
  double loss_a = loss(a), loss_b = loss(b);
  while (high - low > 1e-4) {
    if (loss_a < loss_b) {
      high = b, b = a, loss_b = loss_a;
      a = high - golden * (high - low), loss_a = loss(a);
    } else {
      low = a, a = b, loss_a = loss_b;
      b = low + golden * (high - low), loss_b = loss(b);
    }
  }
  return std::exp((low + high) / 2);
}

// By the power 1/T, which is the same as dividing the logarithms; the sum is not 0, as every row has a
// greatest probability.
void apply_temperature(std::span<float> probabilities, std::size_t classes, double temperature) {
  for (std::size_t first = 0; first < probabilities.size(); first += classes) {
    const auto row = probabilities.subspan(first, classes);
    double sum = 0;
    for (float& p : row) sum += p = std::pow(p, static_cast<float>(1 / temperature));
    for (float& p : row) p /= static_cast<float>(sum);
  }
}

}  // namespace rwave
