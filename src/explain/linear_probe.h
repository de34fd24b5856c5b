#pragma once
// Linear probe: how well a linear classifier on few principal components of a layer separates the classes.
// It says how low a dimension carries the decision, layer by layer.

#include <torch/torch.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "score/confusion.h"

namespace rwave::explain {

// Principal components that are tried, each about twice the last.
inline constexpr std::array<std::int64_t, 8> component_counts = {1, 2, 3, 5, 8, 16, 32, 64};

// Of one layer with its first `components` principal components.
struct ComponentScore {
  std::int64_t components = 0;
  // Share of the layer's, 0..1.
  double variance = 0;
  // Of the linear classifier on the test rows.
  Confusion confusion;
};

// Classes by a linear classifier: multinomial logistic regression on standardised columns, fitted to
// (n, d) float32 and classes y (n, int64) by L-BFGS with a small L2 penalty, asked about (m, d). The choice
// fell on it and not on least squares, which rare classes hardly move.
std::vector<std::uint8_t> linear_probe(const torch::Tensor& x, const torch::Tensor& y,
                                       const torch::Tensor& asked, std::int64_t classes);

// Components and classifier are fitted to a layer's outputs on training rows and scored on its outputs on
// test rows, (n, ...) each with classes (n, int64). Dimensions beyond the layer's own are left out.
std::vector<ComponentScore> probe_scores(const torch::Tensor& train, const torch::Tensor& train_y,
                                         const torch::Tensor& test, const torch::Tensor& test_y,
                                         const std::vector<std::string>& classes);

}  // namespace rwave::explain
