// The one-pass optimisers against libtorch's own, which step the same parameters by the same gradients.
#include "learn/optimizer.h"

#include <gtest/gtest.h>

#include <functional>

namespace rwave::learn {
namespace {

using Parameters = std::vector<torch::Tensor>;
using MakeReference =
    std::function<std::unique_ptr<torch::optim::Optimizer>(Parameters, double rate, double decay)>;

struct Case {
  std::string name;
  MakeReference reference;
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << c.name;
}

const std::vector<Case> cases = {
    {"sgd",
     [](Parameters p, double rate, double decay) -> std::unique_ptr<torch::optim::Optimizer> {
       return std::make_unique<torch::optim::SGD>(
           p, torch::optim::SGDOptions(rate).momentum(0.9).weight_decay(decay));
     }},
    {"adam",
     [](Parameters p, double rate, double decay) -> std::unique_ptr<torch::optim::Optimizer> {
       return std::make_unique<torch::optim::Adam>(p, torch::optim::AdamOptions(rate).weight_decay(decay));
     }},
    {"adamw",
     [](Parameters p, double rate, double decay) -> std::unique_ptr<torch::optim::Optimizer> {
       return std::make_unique<torch::optim::AdamW>(p, torch::optim::AdamWOptions(rate).weight_decay(decay));
     }},
    {"rmsprop", [](Parameters p, double rate, double decay) -> std::unique_ptr<torch::optim::Optimizer> {
       return std::make_unique<torch::optim::RMSprop>(p,
                                                      torch::optim::RMSpropOptions(rate).weight_decay(decay));
     }}};

class OptimizerStep : public ::testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(AgainstLibtorch, OptimizerStep, ::testing::ValuesIn(cases),
                         ::testing::PrintToStringParamName());

Parameters fresh_parameters() {
  torch::manual_seed(1);
  Parameters parameters = {torch::randn({7, 5}), torch::randn({11})};
  for (torch::Tensor& parameter : parameters) parameter.requires_grad_();
  return parameters;
}

TEST_P(OptimizerStep, IsLibtorchsStep) {
  TrainOptions options;
  options.optimizer = GetParam().name;
  options.weight_decay = 0.05;
  Parameters ours = fresh_parameters(), theirs = fresh_parameters();
  Optimizer optimizer(options, ours);
  const auto reference = GetParam().reference(theirs, 0.01, 0.05);
  for (int step = 0; step < 20; ++step) {
    for (std::size_t i = 0; i < ours.size(); ++i) {
      const torch::Tensor gradient = torch::randn_like(ours[i]);
      ours[i].mutable_grad() = gradient.clone();
      theirs[i].mutable_grad() = gradient;
    }
    optimizer.step(0.01);
    reference->step();
  }
  for (std::size_t i = 0; i < ours.size(); ++i) {
    EXPECT_TRUE(torch::allclose(ours[i], theirs[i], 1e-5, 1e-6)) << (ours[i] - theirs[i]).abs().max();
    EXPECT_FALSE(ours[i].grad().defined()) << "gradients are dropped";
  }
}

TEST(Optimizer, LeavesParametersWithoutAGradientAlone) {
  Parameters parameters = fresh_parameters();
  const torch::Tensor before = parameters[0].detach().clone();
  Optimizer optimizer({}, parameters);
  parameters[1].mutable_grad() = torch::ones_like(parameters[1]);
  optimizer.step(0.1);
  EXPECT_TRUE(torch::equal(parameters[0], before));
}

}  // namespace
}  // namespace rwave::learn
