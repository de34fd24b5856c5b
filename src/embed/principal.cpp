#include "embed/tsne.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "gradient/matrix_product.h"
#include "math/random.h"
#include "rwave/error.h"

namespace rwave::embed {
namespace {

// Two are wanted; the others speed them up.
constexpr std::int64_t directions = 8;
constexpr int rounds = 12;

// directions x width, row after row.
using Basis = std::vector<float>;

double dot(const float* a, const float* b, std::int64_t n) {
  double sum = 0;
  for (std::int64_t i = 0; i < n; ++i) sum += static_cast<double>(a[i]) * b[i];
  return sum;
}

// Gram-Schmidt, twice, as once loses what float32 holds. A direction that is nothing next to the ones before
// it becomes zero.
void make_orthonormal(Basis& basis, std::int64_t width) {
  for (std::int64_t k = 0; k < directions; ++k) {
    float* row = basis.data() + k * width;
    const double before = dot(row, row, width);
    for (int pass = 0; pass < 2; ++pass) {
      for (std::int64_t other = 0; other < k; ++other) {
        const float* taken = basis.data() + other * width;
        const double share = dot(row, taken, width);
        for (std::int64_t d = 0; d < width; ++d) row[d] -= static_cast<float>(share * taken[d]);
      }
    }
    const double left = dot(row, row, width);
    const double scale = left > 1e-12 * before && left > 0 ? 1 / std::sqrt(left) : 0;
    for (std::int64_t d = 0; d < width; ++d) row[d] = static_cast<float>(row[d] * scale);
  }
}

// The points along each direction (n x directions), less `shift` of each.
std::vector<float> along(const Points& points, const Basis& basis, const std::vector<float>& shift,
                         int threads) {
  std::vector<float> scores(static_cast<std::size_t>(points.n * directions));
  gradient::Product product;
  product.a = points.values;
  product.a_row = product.b_col = product.depth = points.width;
  product.b = basis.data();
  product.b_depth = 1;
  product.rows = points.n;
  product.cols = product.out_row = directions;
  product.out = scores.data();
  gradient::multiply(product, threads);
  for (std::size_t i = 0; i < scores.size(); ++i) scores[i] -= shift[i % directions];
  return scores;
}

std::vector<float> mean_of(const Points& points) {
  std::vector<double> sum(static_cast<std::size_t>(points.width), 0);
  for (std::int64_t i = 0; i < points.n; ++i) {
    const auto point = points[i];
    for (std::size_t d = 0; d < sum.size(); ++d) sum[d] += point[d];
  }
  std::vector<float> mean;
  for (const double value : sum) mean.push_back(static_cast<float>(value / static_cast<double>(points.n)));
  return mean;
}

// What the mean is along each direction: scores of centred points without a centred copy of the points.
std::vector<float> shift_of(const std::vector<float>& mean, const Basis& basis) {
  std::vector<float> shift;
  const auto width = static_cast<std::int64_t>(mean.size());
  for (std::int64_t k = 0; k < directions; ++k)
    shift.push_back(static_cast<float>(dot(mean.data(), basis.data() + k * width, width)));
  return shift;
}

// scores' x points: the covariance applied to the directions. Scores sum to zero, so the mean takes no part.
void apply_covariance(const Points& points, const std::vector<float>& scores, Basis& basis, int threads) {
  gradient::Product product;
  product.a = scores.data();
  product.a_row = 1;
  product.a_depth = directions;
  product.b = points.values;
  product.b_depth = product.cols = product.out_row = points.width;
  product.rows = directions;
  product.depth = points.n;
  product.out = basis.data();
  gradient::multiply(product, threads);
}

// The sign of a component is arbitrary; the greatest score is made positive, so that the same
// points give the same picture and not its mirror image.
std::vector<float> column(const std::vector<float>& scores, std::size_t k) {
  std::vector<float> values;
  for (std::size_t i = k; i < scores.size(); i += directions) values.push_back(scores[i]);
  if (values.empty()) return values;
  const auto [low, high] = std::ranges::minmax(values);
  if (-low > high) {
    for (float& value : values) value = -value;
  }
  return values;
}

}  // namespace

Plane principal_plane(const Points& points, std::uint64_t seed, int threads) {
  if (points.n < 2) throw Error("principal components need two points or more");
  Random random(seed);
  Basis basis(static_cast<std::size_t>(directions * points.width));
  for (float& value : basis) value = static_cast<float>(random.normal());
  make_orthonormal(basis, points.width);
  const std::vector<float> mean = mean_of(points);
  for (int round = 0; round < rounds; ++round) {
    const std::vector<float> scores = along(points, basis, shift_of(mean, basis), threads);
    apply_covariance(points, scores, basis, threads);
    make_orthonormal(basis, points.width);
  }
  const std::vector<float> scores = along(points, basis, shift_of(mean, basis), threads);
  return {column(scores, 0), column(scores, 1)};
}

}  // namespace rwave::embed
