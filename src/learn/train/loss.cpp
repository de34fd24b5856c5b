#include "learn/train/loss.h"

#include <algorithm>
#include <cmath>

#include "learn/model/predict.h"

namespace rwave::learn {
namespace {

// Effective number (Cui 2019): (1 - beta) / (1 - beta^n), between the inverse of the frequency
// (beta near 1) and no weight at all (beta = 0).
double raw_weight(const TrainOptions& options, double count) {
  if (options.loss.class_weights == ClassWeighting::inverse) return 1 / count;
  if (options.loss.class_weights == ClassWeighting::sqrt) return 1 / std::sqrt(count);
  // 1 - beta^n by expm1: beta near 1 would lose the difference.
  if (options.loss.class_weights == ClassWeighting::effective && options.loss.beta > 0) {
    return (1 - options.loss.beta) / -std::expm1(count * std::log(options.loss.beta));
  }
  return 1;
}

}  // namespace

std::vector<double> class_weights(const TrainOptions& options, std::span<const std::int64_t> counts) {
  std::vector<double> weights;
  double rows = 0, sum = 0;
  for (const std::int64_t count : counts) {
    weights.push_back(count > 0 ? raw_weight(options, static_cast<double>(count)) : 0);
    rows += static_cast<double>(count);
    sum += weights.back() * static_cast<double>(count);
  }
  // Scaled so that the mean over rows is 1, else another weighting would need another learning rate.
  for (double& weight : weights) weight = weight > 0 ? weight * rows / sum : 1;
  return weights;
}

torch::Tensor loss(const TrainOptions& options, const torch::Tensor& logits, const torch::Tensor& labels,
                   const torch::Tensor& weights) {
  return row_losses(options, logits, labels, weights).mean();
}

torch::Tensor row_losses(const TrainOptions& options, const torch::Tensor& logits,
                         const torch::Tensor& labels, const torch::Tensor& weights) {
  const torch::Tensor log_p = torch::log_softmax(logits, 1);
  const torch::Tensor log_py = log_p.gather(1, labels.unsqueeze(1)).squeeze(1);
  torch::Tensor rows = -log_py;
  if (options.loss.kind == LossKind::focal) {
    // 1 - p kept off 0, where powers below 1 have no slope.
    rows = rows * (-log_py.expm1()).clamp_min(1e-12).pow(options.loss.gamma);
  } else if (options.loss.label_smoothing > 0) {
    rows = rows * (1 - options.loss.label_smoothing) - log_p.mean(1) * options.loss.label_smoothing;
  }
  return rows * weights.index_select(0, labels);
}

// Barlow Twins (Zbontar 2021): two augmented forms of the same beat are to have the same code,
// which the diagonal asks for, and no two values of a code are to say the same, which the rest asks
// for. Without that second part all beats could have one code.
torch::Tensor barlow_loss(const torch::Tensor& first, const torch::Tensor& second) {
  // The paper's lambda.
  constexpr double off_diagonal = 0.005;
  const auto standard = [](const torch::Tensor& code) {
    return (code - code.mean(0)) / (code.std(0, false) + 1e-5);
  };
  const torch::Tensor c = standard(first).t().matmul(standard(second)) / static_cast<double>(first.size(0));
  const torch::Tensor diagonal = c.diagonal();
  const torch::Tensor others = c.square().sum() - diagonal.square().sum();
  return (1 - diagonal).square().sum() + off_diagonal * others;
}

Evaluation evaluate_logits(const torch::Tensor& logits, const Rows& rows, const TrainOptions& options,
                           const torch::Tensor& weights) {
  return {loss(options, logits, rows.y, weights).item<double>(), classes_of(logits)};
}

}  // namespace rwave::learn
