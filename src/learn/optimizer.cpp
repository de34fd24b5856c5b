#include "learn/optimizer.h"

#include <ATen/Parallel.h>

#include <cmath>

#include "gradient/update.h"

namespace rwave::learn {
namespace {

constexpr double beta1 = 0.9, beta2 = 0.999, alpha = 0.99;
constexpr double epsilon = 1e-8;

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
  gradient::Update update;
  update.weight = values_.data_ptr<float>();
  update.gradient = gradients_.data_ptr<float>();
  if (first_.defined()) update.first = first_.data_ptr<float>();
  if (second_.defined()) update.second = second_.data_ptr<float>();
  update.count = values_.numel();
  update.rate = static_cast<float>(rate);
  update.epsilon = static_cast<float>(epsilon);
  update.decay = static_cast<float>(options_.weight_decay);
  if (options_.optimizer == "sgd") {
    update.rule = gradient::Rule::sgd;
    update.b1 = static_cast<float>(options_.momentum);
  } else if (options_.optimizer == "rmsprop") {
    update.rule = gradient::Rule::rmsprop;
    update.b2 = static_cast<float>(alpha);
  } else {
    update.rule = gradient::Rule::adam;
    update.b1 = static_cast<float>(beta1);
    update.b2 = static_cast<float>(beta2);
    update.rate = static_cast<float>(rate / (1 - std::pow(beta1, t)));
    update.root = static_cast<float>(1 / std::sqrt(1 - std::pow(beta2, t)));
    if (options_.optimizer == "adamw") {
      update.decay = 0;
      update.shrink = static_cast<float>(1 - rate * options_.weight_decay);
    }
  }
  gradient::update(update, at::get_num_threads());
}

}  // namespace rwave::learn
