#include "learn/optim/optimizer.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>

#include "rwave/error.h"

namespace rwave::learn {
namespace {

// PyTorch's defaults: the comparison with its optimisers (tests/learn/optimizer_test.cpp) rests on them.
constexpr double beta1 = 0.9, beta2 = 0.999, alpha = 0.99;
constexpr double epsilon = 1e-8;

// What is the same in all steps.
gradient::Update fixed_numbers(const TrainOptions& options) {
  gradient::Update update;
  update.epsilon = static_cast<float>(epsilon);
  update.decay = static_cast<float>(options.optimizer.weight_decay);
  if (options.optimizer.kind == OptimizerKind::sgd) {
    update.rule = gradient::Rule::sgd;
    update.b1 = static_cast<float>(options.optimizer.momentum);
  } else if (options.optimizer.kind == OptimizerKind::rmsprop) {
    update.rule = gradient::Rule::rmsprop;
    update.b2 = static_cast<float>(alpha);
  } else {
    update.rule = gradient::Rule::adam;
    update.b1 = static_cast<float>(beta1);
    update.b2 = static_cast<float>(beta2);
    // AdamW's decay is not part of the gradient; set_rate() puts it into `shrink`.
    if (options.optimizer.kind == OptimizerKind::adamw) update.decay = 0;
  }
  return update;
}

}  // namespace

Optimizer::Optimizer(const TrainOptions& options, torch::Tensor values, torch::Tensor gradients,
                     bool by_tensors, std::int64_t slow)
    : options_(options), values_(std::move(values)), gradients_(std::move(gradients)), slow_(slow) {
  if (options_.optimizer.kind != OptimizerKind::rmsprop) first_ = torch::zeros_like(values_);
  if (options_.optimizer.kind != OptimizerKind::sgd) second_ = torch::zeros_like(values_);
  update_ = fixed_numbers(options_);
  update_.count = values_.numel();
  // One process updates all.
  own_ = {{0, update_.count}};
  if (by_tensors || !values_.is_cpu()) {
    // One rate for all is a scalar on the device; two would be a second pass over the weights.
    if (slow_ > 0) throw UsageError("--body-rate needs a training on the processor");
    by_tensors_ = std::make_unique<TensorUpdate>(values_, gradients_, first_, second_);
    return;
  }
  update_.weight = values_.data_ptr<float>();
  update_.gradient = gradients_.data_ptr<float>();
  set_moments();
}

void Optimizer::set_moments() {
  if (first_.defined()) update_.first = first_.data_ptr<float>();
  if (second_.defined()) update_.second = second_.data_ptr<float>();
}

void Optimizer::share(std::vector<Segment> own, const std::function<torch::Tensor(std::int64_t)>& zeros) {
  // Of a group on GPUs each process updates all weights; only memory of the processor is shared.
  if (by_tensors_) throw Error("weights that are updated by libtorch's operations cannot be shared");
  own_ = std::move(own);
  if (first_.defined()) first_ = zeros(update_.count);
  if (second_.defined()) second_ = zeros(update_.count);
  set_moments();
}

std::vector<std::pair<std::string, torch::Tensor>> Optimizer::moments() const {
  std::vector<std::pair<std::string, torch::Tensor>> tensors;
  if (first_.defined()) tensors.emplace_back("first", first_);
  if (second_.defined()) tensors.emplace_back("second", second_);
  return tensors;
}

void Optimizer::prepare(double rate) {
  ++steps_;
  rate_ = rate;
  set_rate(update_, rate);
  if (by_tensors_) by_tensors_->prepare(update_);
}

void Optimizer::set_rate(gradient::Update& update, double rate) const {
  update.rate = static_cast<float>(rate);
  if (update.rule != gradient::Rule::adam) return;
  const auto t = static_cast<double>(steps_);
  // Bias corrections in double: 1 - 0.999^t of the first steps would lose half its digits in float.
  update.rate = static_cast<float>(rate / (1 - std::pow(beta1, t)));
  update.root = static_cast<float>(1 / std::sqrt(1 - std::pow(beta2, t)));
  if (options_.optimizer.kind == OptimizerKind::adamw)
    update.shrink = static_cast<float>(1 - rate * options_.optimizer.weight_decay);
}

void Optimizer::apply() {
  if (by_tensors_) {
    by_tensors_->apply(update_);
    return;
  }
  // A segment may lie across the border of the slow values.
  for (const auto& [first, count] : own_) {
    update(first, std::min(first + count, slow_), rate_ * options_.transfer.body_rate);
    update(std::max(first, slow_), first + count, rate_);
  }
}

void Optimizer::update(std::int64_t first, std::int64_t last, double rate) const {
  if (first >= last) return;
  gradient::Update segment = update_;
  segment.count = last - first;
  segment.weight += first;
  segment.gradient += first;
  if (segment.first) segment.first += first;
  if (segment.second) segment.second += first;
  set_rate(segment, rate);
  gradient::update(segment, at::get_num_threads());
}

}  // namespace rwave::learn
