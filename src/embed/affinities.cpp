#include "embed/affinities.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/parallel.h"
#include "rwave/error.h"

namespace rwave::embed {
namespace {

// The tolerance is on the entropy in nats, as in van der Maaten's program, so that pictures can be
// compared with those of other programs.
constexpr int most_halvings = 100;
constexpr double entropy_tolerance = 1e-5;
constexpr std::int64_t rows_a_piece = 512;

// Puts exp(-beta (d - d0)) over their sum into p and returns the entropy in nats. The nearest distance is
// taken off, which changes nothing but keeps the sum from vanishing.
double entropy(const float* squared, int k, double beta, double* p) {
  double sum = 0, weighted = 0;
  for (int j = 0; j < k; ++j) {
    const double far = static_cast<double>(squared[j]) - squared[0];
    p[j] = std::exp(-beta * far);
    sum += p[j];
    weighted += p[j] * far;
  }
  for (int j = 0; j < k; ++j) p[j] /= sum;
  return std::log(sum) + beta * weighted / sum;
}

}  // namespace

void conditional_probabilities(const float* squared, int k, double perplexity, double* p) {
  const double wanted = std::log(perplexity);
  double low = 0, high = std::numeric_limits<double>::infinity();
  // The search starts at the scale of the distances: then it needs few steps whatever their unit is.
  double mean = 0;
  for (int j = 0; j < k; ++j) mean += (static_cast<double>(squared[j]) - squared[0]) / k;
  double beta = mean > 0 ? 1 / mean : 1;
  for (int step = 0; step < most_halvings; ++step) {
    const double more = entropy(squared, k, beta, p) - wanted;
    if (std::abs(more) <= entropy_tolerance) return;
    (more > 0 ? low : high) = beta;
    // Doubled until it is too much, then halved: no upper end is known before.
    beta = std::isinf(high) ? 2 * beta : (low + high) / 2;
  }
}

SparseMatrix joint_probabilities(const Neighbours& neighbours, double perplexity, int threads) {
  const int k = neighbours.k;
  if (!(perplexity > 1 && perplexity < k))
    throw Error(fmt::format("perplexity {}: it lies between 1 and the {} neighbours", perplexity, k));
  const auto n = static_cast<std::int64_t>(neighbours.index.size()) / k;
  std::vector<double> p(neighbours.index.size());
  const std::int64_t pieces = (n + rows_a_piece - 1) / rows_a_piece;
  parallel_for(static_cast<std::size_t>(pieces), threads, [&](std::size_t piece) {
    const auto begin = static_cast<std::int64_t>(piece) * rows_a_piece;
    for (std::int64_t i = begin; i < std::min(n, begin + rows_a_piece); ++i)
      conditional_probabilities(&neighbours.squared[static_cast<std::size_t>(i * k)], k, perplexity,
                                &p[static_cast<std::size_t>(i * k)]);
  });
  // Every entry once as it stands and once mirrored; then each row sorted and equal columns added.
  std::vector<std::vector<std::pair<std::int32_t, double>>> rows(static_cast<std::size_t>(n));
  for (std::int64_t i = 0; i < n; ++i) {
    for (std::int64_t e = i * k; e < (i + 1) * k; ++e) {
      const auto at = static_cast<std::size_t>(e);
      const double half = p[at] / (2 * static_cast<double>(n));
      rows[static_cast<std::size_t>(i)].emplace_back(neighbours.index[at], half);
      rows[static_cast<std::size_t>(neighbours.index[at])].emplace_back(static_cast<std::int32_t>(i), half);
    }
  }
  // Sorted by column, so that sums over a row are taken in one order on every machine.
  SparseMatrix joint{{0}, {}, {}};
  for (auto& row : rows) {
    std::ranges::sort(row);
    for (std::size_t e = 0; e < row.size(); ++e) {
      double value = row[e].second;
      while (e + 1 < row.size() && row[e + 1].first == row[e].first) value += row[++e].second;
      joint.column.push_back(row[e].first);
      joint.value.push_back(static_cast<float>(value));
    }
    joint.first.push_back(static_cast<std::int64_t>(joint.column.size()));
  }
  return joint;
}

}  // namespace rwave::embed
