#include "learn/fused/stage.h"

#include <algorithm>
#include <numeric>

#include "learn/fused/convolution_stage.h"
#include "learn/fused/linear_stage.h"
#include "learn/networks/layers.h"

namespace rwave::learn {
namespace {

// A stage of libtorch as it is.
class PlainStage : public Stage {
 public:
  explicit PlainStage(torch::nn::AnyModule module) : module_(std::move(module)) {}

  Activation run(const Activation& in, StepContext&) override {
    return {module_.forward(plain_view(in)), {}};
  }

 private:
  torch::nn::AnyModule module_;
};

// y = relu(shortcut(x) + body(x)), whose sum, ReLU and pooling the body's last convolution takes over.
class ResidualStage : public Stage {
 public:
  ResidualStage(Chain body, Chain shortcut) : body_(std::move(body)), shortcut_(std::move(shortcut)) {
    // Safe: convolutions_only() has looked at the body.
    last_ = static_cast<ConvolutionStage*>(body_.back().get());
    in_ = need_of(body_);
    const Need direct = need_of(shortcut_);
    in_.ahead = std::max(in_.ahead, direct.ahead);
    in_.multiple = std::lcm(in_.multiple, direct.multiple);
    // With a single convolution first and last are one, and its own gradients are not there yet.
    if (shortcut_.empty() && body_.size() > 1)
      static_cast<ConvolutionStage&>(*body_.front()).take_gradient_of_shortcut(*last_);
  }

  Activation run(const Activation& in, StepContext& context) override {
    Activation inside = in;
    for (std::size_t i = 0; i + 1 < body_.size(); ++i) inside = body_[i]->run(inside, context);
    return last_->run(inside, run_chain(shortcut_, in, context), context);
  }

  bool takes_series() const override { return true; }
  Need need() const override { return in_; }
  void meet(const Need& need) override { last_->meet(need); }

 private:
  Chain body_, shortcut_;
  ConvolutionStage* last_;
  Need in_;
};

// Two chains over the same values, their features side by side.
// Refused: writing both into one memory. The chains end in few features, and torch::cat costs microseconds.
class BranchesStage : public Stage {
 public:
  BranchesStage(Chain first, Chain second) : first_(std::move(first)), second_(std::move(second)) {}

  Activation run(const Activation& in, StepContext& context) override {
    return {torch::cat(
                {plain_view(run_chain(first_, in, context)), plain_view(run_chain(second_, in, context))}, 1),
            {}};
  }

  bool takes_series() const override { return !first_.empty() && first_.front()->takes_series(); }
  Need need() const override {
    const Need a = need_of(first_), b = need_of(second_);
    return {std::max(a.ahead, b.ahead), std::lcm(a.multiple, b.multiple)};
  }

 private:
  Chain first_, second_;
};

// Walks a chain of libtorch's stages and takes as many at a time as one fused stage replaces.
class Fuser {
 public:
  Fuser(const torch::nn::Sequential& stages, StepContext& context, std::uint32_t& drops)
      : context_(context), drops_(drops) {
    if (stages.is_empty()) return;
    modules_.assign(stages->begin(), stages->end());
  }

  Chain fuse() {
    Chain chain;
    while (at_ < modules_.size()) chain.push_back(next());
    // Each stage lays its output out as the next one reads it, so that no copy lies between two stages.
    for (std::size_t i = 0; i + 1 < chain.size(); ++i) chain[i]->meet(chain[i + 1]->need());
    return chain;
  }

  // Whether all the stages are one chain of convolutions, the last without ReLU and pooling: a body or a
  // shortcut that ResidualStage can take.
  static bool convolutions_only(const torch::nn::Sequential& stages) {
    if (stages.is_empty()) return true;
    // A small automaton over the stages: what may follow depends on what came last.
    enum { nothing, convolved, normalised, rectified } last = nothing;
    for (const torch::nn::AnyModule& module : *stages) {
      const auto* convolution = as<torch::nn::Conv1dImpl>(module);
      const auto* norm = as<torch::nn::BatchNorm1dImpl>(module);
      if (convolution && can_fuse(*convolution))
        last = convolved;
      else if (norm && can_fuse(*norm) && last == convolved)
        last = normalised;
      else if (as<torch::nn::ReLUImpl>(module) && (last == convolved || last == normalised))
        last = rectified;
      else
        return false;
    }
    return last == convolved || last == normalised;
  }

 private:
  template <typename Module>
  static Module* as(const torch::nn::AnyModule& module) {
    return module.ptr()->as<Module>();
  }

  // The present stage where it is such a module, taken; else null.
  template <typename Module>
  std::shared_ptr<Module> take() {
    if (at_ == modules_.size() || !as<Module>(modules_[at_])) return nullptr;
    return std::dynamic_pointer_cast<Module>(modules_[at_++].ptr());
  }

  template <typename Module>
  std::shared_ptr<Module> take_fusible() {
    if (at_ == modules_.size()) return nullptr;
    const auto* module = as<Module>(modules_[at_]);
    return module && can_fuse(*module) ? take<Module>() : nullptr;
  }

  void take_pooling(ConvolutionParts& parts) {
    if (auto max = take_fusible<torch::nn::MaxPool1dImpl>())
      parts.max_pool = torch::nn::MaxPool1d(max);
    else if (auto mean = take_fusible<torch::nn::AvgPool1dImpl>())
      parts.average_pool = torch::nn::AvgPool1d(mean);
  }

  std::unique_ptr<Stage> next() {
    if (auto convolution = take_fusible<torch::nn::Conv1dImpl>()) {
      ConvolutionParts parts;
      parts.convolution = torch::nn::Conv1d(convolution);
      if (auto norm = take_fusible<torch::nn::BatchNorm1dImpl>()) parts.norm = torch::nn::BatchNorm1d(norm);
      parts.relu = take<torch::nn::ReLUImpl>() != nullptr;
      take_pooling(parts);
      return std::make_unique<ConvolutionStage>(parts, context_);
    }
    if (auto residual = take<ResidualImpl>()) return next_residual(*residual);
    if (auto branches = take<BranchesImpl>())
      return std::make_unique<BranchesStage>(fused_chain(branches->first(), context_, drops_),
                                             fused_chain(branches->second(), context_, drops_));
    if (take<torch::nn::FlattenImpl>()) return std::make_unique<FlattenStage>();
    // Dropout belongs to the Linear layer behind it, if there is one.
    const auto dropout = take<torch::nn::DropoutImpl>();
    if (auto linear = take<torch::nn::LinearImpl>()) {
      LinearParts parts{dropout ? dropout->options.p() : 0, torch::nn::Linear(linear), false};
      parts.relu = take<torch::nn::ReLUImpl>() != nullptr;
      return std::make_unique<LinearStage>(parts, dropout ? drops_++ : 0, context_);
    }
    if (dropout) return std::make_unique<DropoutStage>(dropout->options.p(), drops_++);
    return std::make_unique<PlainStage>(modules_[at_++]);
  }

  std::unique_ptr<Stage> next_residual(const ResidualImpl& residual) {
    // A block that is otherwise runs as libtorch has it: slower, and right.
    if (!convolutions_only(residual.body()) || !convolutions_only(residual.shortcut()))
      return std::make_unique<PlainStage>(modules_[at_ - 1]);
    Chain body = fused_chain(residual.body(), context_, drops_);
    ConvolutionParts tail;
    take_pooling(tail);
    static_cast<ConvolutionStage&>(*body.back()).end_residual(tail);
    return std::make_unique<ResidualStage>(std::move(body),
                                           fused_chain(residual.shortcut(), context_, drops_));
  }

  std::vector<torch::nn::AnyModule> modules_;
  std::size_t at_ = 0;
  StepContext& context_;
  std::uint32_t& drops_;
};

}  // namespace

Chain fused_chain(const torch::nn::Sequential& stages, StepContext& context, std::uint32_t& drops) {
  return Fuser(stages, context, drops).fuse();
}

Need need_of(const Chain& chain) {
  return chain.empty() ? Need{} : chain.front()->need();
}

Activation run_chain(const Chain& chain, Activation values, StepContext& context) {
  for (const auto& stage : chain) {
    if (!values.layout && stage->takes_series()) values = enter(values.values, stage->need());
    values = stage->run(values, context);
  }
  return values;
}

}  // namespace rwave::learn
