#pragma once
// Principal component analysis (PCA) of points, as of what a layer makes of rows.

#include <torch/torch.h>

#include <cstdint>

namespace rwave::explain {

struct Components {
  // (width): what is subtracted first.
  torch::Tensor mean;
  // (count, width): orthonormal, by falling variance.
  torch::Tensor directions;
  // (count): variance of the points along each direction.
  torch::Tensor variances;
  // Of all directions together.
  double variance = 0;

  // (n, width) -> (n, count)
  torch::Tensor scores(const torch::Tensor& points) const { return (points - mean).mm(directions.t()); }
};

// The first `count` components (as many as there are where there are fewer) of points (n, width), n > 1. By
// randomised subspace iteration (Halko 2011, algorithm 4.4) from libtorch's default generator, where a layer
// is wider than that would need; exactly, from the covariance, where it is not.
Components principal_components(const torch::Tensor& points, std::int64_t count);

}  // namespace rwave::explain
