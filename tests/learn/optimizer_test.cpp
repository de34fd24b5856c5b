// The one-pass optimisers against libtorch's own, which step the same parameters by the same gradients.
#include "learn/optim/optimizer.h"

#include <gtest/gtest.h>

#include <array>
#include <functional>

#include "learn/optim/flat_parameters.h"

namespace rwave::learn {
namespace {

using Parameters = std::vector<torch::Tensor>;
using MakeReference =
    std::function<std::unique_ptr<torch::optim::Optimizer>(Parameters, double rate, double decay)>;

struct OptimizerCase {
  std::string name;
  MakeReference reference;
};

std::ostream& operator<<(std::ostream& out, const OptimizerCase& c) {
  return out << c.name;
}

const std::vector<OptimizerCase> cases = {
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

class OptimizerStep : public ::testing::TestWithParam<OptimizerCase> {};
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
  set_option(options, "optimizer", GetParam().name);
  options.optimizer.weight_decay = 0.05;
  Parameters ours = fresh_parameters(), theirs = fresh_parameters();
  FlatParameters flat(ours);
  Optimizer optimizer(options, flat.values(), flat.gradients());
  const auto reference = GetParam().reference(theirs, 0.01, 0.05);
  for (int step = 0; step < 20; ++step) {
    for (std::size_t i = 0; i < ours.size(); ++i) {
      const torch::Tensor gradient = torch::randn_like(theirs[i]);
      ours[i].mutable_grad().copy_(gradient);
      theirs[i].mutable_grad() = gradient;
    }
    optimizer.step(0.01);
    reference->step();
  }
  for (std::size_t i = 0; i < ours.size(); ++i)
    EXPECT_TRUE(torch::allclose(ours[i], theirs[i], 1e-5, 1e-6)) << (ours[i] - theirs[i]).abs().max();
}

// Values and moments lie once, each of two updates its part: the first ones at a rate of their own.
TEST_P(OptimizerStep, IsTheSameInParts) {
  TrainOptions options;
  set_option(options, "optimizer", GetParam().name);
  options.transfer.body_rate = 0.1;
  Parameters whole = fresh_parameters(), parts = fresh_parameters();
  FlatParameters flat(whole), common(parts);
  constexpr std::int64_t slow = 15, count = 46;
  Optimizer one(options, flat.values(), flat.gradients(), false, slow);
  std::array<torch::Tensor, 2> moments = {torch::zeros({count}), torch::zeros({count})};
  std::vector<Optimizer> sharing;
  for (const std::vector<Optimizer::Segment>& own :
       {std::vector<Optimizer::Segment>{{0, 12}, {40, 6}}, std::vector<Optimizer::Segment>{{12, 28}}}) {
    std::size_t given = 0;
    sharing.emplace_back(options, common.values(), common.gradients(), false, slow);
    sharing.back().share(own, [&](std::int64_t) { return moments.at(given++); });
  }
  for (int step = 0; step < 5; ++step) {
    flat.gradients().copy_(torch::randn_like(flat.gradients()));
    common.gradients().copy_(flat.gradients());
    one.step(0.01);
    for (Optimizer& part : sharing) part.step(0.01);
  }
  EXPECT_TRUE(torch::equal(common.values(), flat.values()));
  const auto expected = one.moments(), found = sharing[0].moments();
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_TRUE(torch::equal(found[i].second, expected[i].second)) << expected[i].first;
}

// What a GPU takes in the kernels' place, here on the processor: rates that change, as one-cycle's do.
TEST_P(OptimizerStep, IsTheSameByTensors) {
  TrainOptions options;
  set_option(options, "optimizer", GetParam().name);
  for (const double decay : {0.0, 0.05}) {
    options.optimizer.weight_decay = decay;
    Parameters by_kernels = fresh_parameters(), by_tensors = fresh_parameters();
    FlatParameters kernels(by_kernels), tensors(by_tensors);
    Optimizer one(options, kernels.values(), kernels.gradients());
    Optimizer other(options, tensors.values(), tensors.gradients(), true);
    for (int step = 0; step < 20; ++step) {
      kernels.gradients().copy_(torch::randn_like(kernels.gradients()));
      tensors.gradients().copy_(kernels.gradients());
      const double rate = 0.01 / (1 + step);
      one.step(rate);
      other.step(rate);
    }
    EXPECT_TRUE(torch::allclose(tensors.values(), kernels.values(), 1e-5, 1e-6)) << decay;
    const auto first = one.moments(), second = other.moments();
    ASSERT_EQ(first.size(), second.size());
    for (std::size_t i = 0; i < first.size(); ++i)
      EXPECT_TRUE(torch::allclose(second[i].second, first[i].second, 1e-5, 1e-6)) << first[i].first;
  }
}

TEST(FlatParameters, AreTheNetworksOwnValuesAndGradients) {
  Parameters parameters = fresh_parameters();
  const torch::Tensor before = parameters[0].detach().clone();
  FlatParameters flat(parameters);
  EXPECT_TRUE(torch::equal(flat.values().narrow(0, 0, 35).view({7, 5}), before));
  for (int pass = 0; pass < 2; ++pass) {
    flat.clear_gradients();
    (parameters[0].sum() * 3 + parameters[1].sum()).backward();
    EXPECT_TRUE(torch::equal(flat.gradients(), torch::cat({torch::full({35}, 3.0F), torch::ones({11})})));
  }
  flat.values().fill_(2);
  EXPECT_EQ(parameters[1].sum().item<float>(), 22);
}

TEST(FlatParameters, LeaveFrozenOnesAlone) {
  Parameters parameters = fresh_parameters();
  parameters[0].requires_grad_(false);
  FlatParameters flat(parameters);
  EXPECT_EQ(flat.values().numel(), 11);
  EXPECT_EQ(flat.piece_of(parameters[0]), nullptr);
  ASSERT_NE(flat.piece_of(parameters[1]), nullptr);
  EXPECT_EQ(flat.piece_of(parameters[1])->count, 11);
}

}  // namespace
}  // namespace rwave::learn
