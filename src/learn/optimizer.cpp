#include "learn/optimizer.h"

#include <ATen/Parallel.h>

#include <cmath>

namespace rwave::learn {
namespace {

constexpr double beta1 = 0.9, beta2 = 0.999, alpha = 0.99;
constexpr float epsilon = 1e-8F;

// One thread's share of a step: n weights w, gradients g and, where the optimiser keeps them, moments m and
// v.
struct Span {
  float* w;
  const float* g;
  float* m;
  float* v;
  std::int64_t n;
};

void sgd(const Span& s, float rate, float momentum, float decay) {
  for (std::int64_t i = 0; i < s.n; ++i) {
    const float g = s.g[i] + decay * s.w[i];
    s.m[i] = momentum * s.m[i] + g;
    s.w[i] -= rate * s.m[i];
  }
}

void rmsprop(const Span& s, float rate, float decay) {
  constexpr auto a = static_cast<float>(alpha), b = static_cast<float>(1 - alpha);
  for (std::int64_t i = 0; i < s.n; ++i) {
    const float g = s.g[i] + decay * s.w[i];
    s.v[i] = a * s.v[i] + b * g * g;
    s.w[i] -= rate * g / (std::sqrt(s.v[i]) + epsilon);
  }
}

// Adam with `decay` in the gradient, AdamW with `shrink` = 1 - rate * weight decay on the weights. `rate`
// holds the first moment's bias correction, `root` is the second's: 1 / sqrt(1 - beta2^t).
void adam(const Span& s, float rate, float root, float decay, float shrink) {
  constexpr auto b1 = static_cast<float>(beta1), b2 = static_cast<float>(beta2);
  constexpr auto c1 = static_cast<float>(1 - beta1), c2 = static_cast<float>(1 - beta2);
  for (std::int64_t i = 0; i < s.n; ++i) {
    const float g = s.g[i] + decay * s.w[i];
    s.m[i] = b1 * s.m[i] + c1 * g;
    s.v[i] = b2 * s.v[i] + c2 * g * g;
    s.w[i] = shrink * s.w[i] - rate * s.m[i] / (std::sqrt(s.v[i]) * root + epsilon);
  }
}

}  // namespace

Optimizer::Optimizer(const TrainOptions& options, torch::Tensor values, torch::Tensor gradients)
    : options_(options), values_(std::move(values)), gradients_(std::move(gradients)) {
  if (options_.optimizer != "rmsprop") first_ = torch::zeros_like(values_);
  if (options_.optimizer != "sgd") second_ = torch::zeros_like(values_);
}

std::vector<std::pair<std::string, torch::Tensor>> Optimizer::moments() const {
  std::vector<std::pair<std::string, torch::Tensor>> tensors;
  if (first_.defined()) tensors.emplace_back("first", first_);
  if (second_.defined()) tensors.emplace_back("second", second_);
  return tensors;
}

void Optimizer::step(double rate) {
  ++steps_;
  const auto t = static_cast<double>(steps_);
  const auto decay = static_cast<float>(options_.weight_decay);
  const auto plain = static_cast<float>(rate);
  const auto corrected = static_cast<float>(rate / (1 - std::pow(beta1, t)));
  const auto root = static_cast<float>(1 / std::sqrt(1 - std::pow(beta2, t)));
  const auto shrink = static_cast<float>(1 - rate * options_.weight_decay);
  const auto update = [&](const Span& s) {
    if (options_.optimizer == "sgd")
      sgd(s, plain, static_cast<float>(options_.momentum), decay);
    else if (options_.optimizer == "rmsprop")
      rmsprop(s, plain, decay);
    else if (options_.optimizer == "adamw")
      adam(s, corrected, root, 0, shrink);
    else
      adam(s, corrected, root, decay, 1);
  };
  constexpr std::int64_t grain = 1 << 16;
  auto* w = values_.data_ptr<float>();
  const auto* g = gradients_.data_ptr<float>();
  float* m = first_.defined() ? first_.data_ptr<float>() : nullptr;
  float* v = second_.defined() ? second_.data_ptr<float>() : nullptr;
  at::parallel_for(0, values_.numel(), grain, [&](std::int64_t from, std::int64_t to) {
    update({w + from, g + from, m ? m + from : nullptr, v ? v + from : nullptr, to - from});
  });
}

}  // namespace rwave::learn
