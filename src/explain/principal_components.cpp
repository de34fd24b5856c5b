#include "explain/principal_components.h"

#include <algorithm>

#include "rwave/error.h"

namespace rwave::explain {
namespace {

// Beyond it the covariance, width x width, is too large to be decomposed in passing.
constexpr std::int64_t widest_exact = 512;
// A basis somewhat larger than what is wanted, and few rounds of multiplying by the covariance:
// each round multiplies every direction by its variance, so that after six the great ones stand out
// by the sixth power.
constexpr std::int64_t spare_directions = 16;
constexpr int rounds = 6;

// Columns made orthonormal.
torch::Tensor orthonormal(const torch::Tensor& columns) {
  return std::get<0>(torch::linalg_qr(columns, "reduced"));
}

// (width, few): a basis of nearly the subspace of greatest variance.
torch::Tensor subspace(const torch::Tensor& centred, std::int64_t few) {
  torch::Tensor basis = orthonormal(torch::randn({centred.size(1), few}));
  for (int round = 0; round < rounds; ++round) basis = orthonormal(centred.t().mm(centred.mm(basis)));
  return basis;
}

}  // namespace

Components principal_components(const torch::Tensor& points, std::int64_t count) {
  const torch::NoGradGuard no_gradients;
  const std::int64_t n = points.size(0), width = points.size(1);
  if (n < 2) throw Error("principal components need two points or more");
  count = std::min({count, n - 1, width});
  const torch::Tensor mean = points.mean(0);
  const torch::Tensor centred = points - mean;
  const std::int64_t few = std::min({count + spare_directions, n, width});
  const torch::Tensor basis = width <= widest_exact ? torch::eye(width) : subspace(centred, few);
  // The decomposition is of a small matrix either way: covariance within the basis, in double.
  const torch::Tensor within = centred.mm(basis);
  const auto [values, vectors] = torch::linalg_eigh((within.t().mm(within) / (n - 1)).to(torch::kFloat64));
  const torch::Tensor order = torch::arange(values.size(0) - 1, values.size(0) - 1 - count, -1);
  Components components;
  components.mean = mean;
  components.variances = values.index_select(0, order).clamp_min(0);
  components.directions = basis.mm(vectors.to(torch::kFloat32).index_select(1, order)).t().contiguous();
  components.variance = centred.square().sum(torch::kFloat64).item<double>() / static_cast<double>(n - 1);
  return components;
}

}  // namespace rwave::explain
