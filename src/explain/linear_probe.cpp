#include "explain/linear_probe.h"

#include "explain/principal_components.h"
#include "learn/model/predict.h"

namespace rwave::explain {
namespace {

// Enough for L-BFGS to come to rest; the penalty keeps classes that can be separated without error from
// driving the weights off.
constexpr int most_steps = 100;
constexpr double penalty = 1e-4;

}  // namespace

std::vector<std::uint8_t> linear_probe(const torch::Tensor& x, const torch::Tensor& y,
                                       const torch::Tensor& asked, std::int64_t classes) {
  const torch::Tensor mean = x.mean(0);
  // A column of one value is of no use to the classifier, and must not become NaN.
  const torch::Tensor deviation = x.std(0, false).clamp_min(1e-12);
  const torch::Tensor from = (x - mean) / deviation;
  torch::Tensor weight = torch::zeros({classes, x.size(1)}).requires_grad_();
  torch::Tensor bias = torch::zeros({classes}).requires_grad_();
  // The loss is convex and the rows few thousands, so that L-BFGS on all rows at once ends at the
  // one minimum: no learning rate and no number of epochs could be blamed for a poor probe.
  torch::optim::LBFGS optimizer(
      {weight, bias},
      torch::optim::LBFGSOptions(1).max_iter(most_steps).history_size(10).line_search_fn("strong_wolfe"));
  optimizer.step([&] {
    optimizer.zero_grad();
    const torch::Tensor loss = torch::nn::functional::cross_entropy(torch::addmm(bias, from, weight.t()), y) +
                               penalty * weight.square().sum();
    loss.backward();
    return loss;
  });
  // Scaled by the training rows' mean and deviation: test rows must not choose their own.
  const torch::NoGradGuard no_gradients;
  return learn::classes_of(torch::addmm(bias, (asked - mean) / deviation, weight.t()));
}

std::vector<ComponentScore> probe_scores(const torch::Tensor& train, const torch::Tensor& train_y,
                                         const torch::Tensor& test, const torch::Tensor& test_y,
                                         const std::vector<std::string>& classes) {
  const Components components = principal_components(train.flatten(1), component_counts.back());
  const torch::Tensor fitted = components.scores(train.flatten(1)),
                      scored = components.scores(test.flatten(1));
  std::vector<ComponentScore> results;
  for (const std::int64_t d : component_counts) {
    // A layer of few values has no more components than values.
    if (d > components.directions.size(0)) break;
    const double variance = components.variances.slice(0, 0, d).sum().item<double>();
    const std::vector<std::uint8_t> called = linear_probe(
        fitted.slice(1, 0, d), train_y, scored.slice(1, 0, d), static_cast<std::int64_t>(classes.size()));
    results.push_back({d, components.variance > 0 ? variance / components.variance : 0,
                       learn::confusion_of(classes, {scored, test_y}, called)});
  }
  return results;
}

}  // namespace rwave::explain
