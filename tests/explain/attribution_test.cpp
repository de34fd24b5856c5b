// Attributions of networks whose answer is known, and the law that each method obeys.
#include "explain/attribution.h"

#include <gtest/gtest.h>

#include "learn/networks/layers.h"

namespace rwave::explain {
namespace {

constexpr std::int64_t samples = 60;

// Logits (-s, s), where s is the sum of 10 samples from `from` on: nothing else counts.
learn::Network sums(std::int64_t from) {
  learn::Network network;
  network->push_back("flatten", torch::nn::Flatten());
  torch::nn::Linear linear(samples, 2);
  const torch::NoGradGuard no_gradients;
  linear->weight.zero_();
  linear->bias.zero_();
  linear->weight[0].slice(0, from, from + 10).fill_(-1);
  linear->weight[1].slice(0, from, from + 10).fill_(1);
  network->push_back("fc", linear);
  return network;
}

TEST(IntegratedGradients, OfALinearNetworkAreWeightTimesValue) {
  learn::Network network = sums(20);
  const torch::Tensor x = torch::rand({3, 1, samples}), y = torch::tensor({1, 0, 1}, torch::kInt64);
  const torch::Tensor got = integrated_gradients(network, x, y, 4);
  torch::Tensor expected = torch::zeros({3, 1, samples});
  expected.slice(2, 20, 30).copy_(x.slice(2, 20, 30) * torch::tensor({1, -1, 1}).reshape({3, 1, 1}));
  EXPECT_TRUE(torch::allclose(got, expected, 1e-5, 1e-6));
}

// Completeness (Sundararajan 2017, proposition 1): they sum to the difference of the logits.
TEST(IntegratedGradients, SumToTheDifferenceOfTheLogits) {
  for (const char* name : {"small", "seed", "mlp"}) {
    torch::manual_seed(3);
    learn::Network network = learn::make_network(name, {});
    network->eval();
    const torch::Tensor x = torch::rand({4, 1, 187}), y = torch::tensor({0, 1, 4, 2}, torch::kInt64);
    const torch::Tensor got = integrated_gradients(network, x, y, 256).sum({1, 2});
    const torch::NoGradGuard no_gradients;
    const torch::Tensor logits = network->forward(x.clone()) - network->forward(torch::zeros({1, 1, 187}));
    const torch::Tensor expected = logits.gather(1, y.unsqueeze(1)).squeeze(1);
    EXPECT_LT((got - expected).abs().max().item<double>(), 0.01 * logits.abs().max().item<double>() + 1e-4)
        << name;
  }
}

TEST(Occlusion, FindsTheSamplesThatCount) {
  learn::Network network = sums(20);
  // A bump where the network looks and one where it does not.
  torch::Tensor x = torch::zeros({1, 1, samples});
  x.slice(2, 22, 28).fill_(0.5);
  x.slice(2, 42, 48).fill_(0.5);
  const torch::Tensor lost = occlusion(network, x, torch::tensor({1}, torch::kInt64), 8)[0];
  EXPECT_GT(lost[24].item<double>(), 0.3);
  EXPECT_NEAR(lost.slice(0, 36, samples).abs().max().item<double>(), 0, 1e-6);
  EXPECT_EQ(lost.argmax().item<std::int64_t>() / 4, 24 / 4);
}

// A convolution of one tap that doubles the row, and its mean as the second class's logit: the map is the row
// itself, cut off below zero and scaled to a greatest value of 1.
TEST(GradCam, OfAMeanIsTheRow) {
  learn::Network network;
  torch::nn::Conv1d convolution(1, 1, 1);
  torch::nn::Linear linear(1, 2);
  {
    const torch::NoGradGuard no_gradients;
    convolution->weight.fill_(2);
    convolution->bias.zero_();
    linear->weight.copy_(torch::tensor({{-1.0F}, {1.0F}}));
  }
  network->push_back("conv", convolution);
  network->push_back("mean", learn::GlobalMean());
  network->push_back("fc", linear);
  const torch::Tensor x = torch::randn({2, 1, samples});
  const torch::Tensor got = grad_cam(network, x, torch::tensor({1, 1}, torch::kInt64));
  const torch::Tensor positive = x.squeeze(1).relu();
  EXPECT_TRUE(torch::allclose(got, positive / positive.amax(1, true), 1e-5, 1e-6));
  const torch::Tensor against = grad_cam(network, x, torch::tensor({0, 0}, torch::kInt64));
  const torch::Tensor negative = (-x.squeeze(1)).relu();
  EXPECT_TRUE(torch::allclose(against, negative / negative.amax(1, true), 1e-5, 1e-6));
}

// Positions of a convolution that halves the time lie on every second sample.
TEST(GradCam, IsLaidOntoTheRowsTime) {
  learn::Network network;
  torch::nn::Conv1d convolution(torch::nn::Conv1dOptions(1, 1, 3).stride(2).bias(false));
  torch::nn::Linear linear(1, 2);
  {
    const torch::NoGradGuard no_gradients;
    convolution->weight.copy_(torch::tensor({{{0.0F, 1.0F, 0.0F}}}));
    linear->weight.fill_(1);
  }
  network->push_back("conv", convolution);
  network->push_back("mean", learn::GlobalMean());
  network->push_back("fc", linear);
  torch::Tensor x = torch::zeros({1, 1, 41});
  x[0][0][21] = 1;
  const torch::Tensor map = grad_cam(network, x, torch::tensor({0}, torch::kInt64))[0];
  EXPECT_EQ(map.argmax().item<std::int64_t>(), 21);
  EXPECT_NEAR(map[20].item<double>(), 0.5, 1e-6);
  EXPECT_NEAR(map[23].item<double>(), 0, 1e-6);
}

}  // namespace
}  // namespace rwave::explain
