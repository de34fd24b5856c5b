// Fused networks against the same networks by libtorch's own operations: values, gradients, running
// statistics.
#include <gtest/gtest.h>

#include <algorithm>

#include "learn/fused/fused_network.h"
#include "learn/networks/layers.h"

namespace rwave::learn {
namespace {

struct FusedCase {
  std::string network;
  NetworkShape shape;
};

std::ostream& operator<<(std::ostream& out, const FusedCase& c) {
  return out << c.network;
}

class Fused : public ::testing::TestWithParam<FusedCase> {};
INSTANTIATE_TEST_SUITE_P(AgainstLibtorch, Fused,
                         ::testing::Values(FusedCase{"seed", {1, 187, 5}}, FusedCase{"kachuee", {1, 187, 5}},
                                           FusedCase{"kachuee2", {2, 131, 3}},
                                           FusedCase{"cvxtz", {1, 187, 5}},
                                           FusedCase{"sajiddeboss", {1, 187, 2}},
                                           FusedCase{"mlp", {1, 187, 5}}, FusedCase{"small", {1, 187, 5}},
                                           FusedCase{"compact", {1, 187, 5, 8, 16, 2}},
                                           FusedCase{"template-rr", {2, 90, 5}}),
                         [](const auto& each) {
                           std::string name = each.param.network;
                           std::ranges::replace(name, '-', '_');  // a test's name takes no hyphen
                           return name;
                         });

void set_dropout(Network& network, double p) {
  for (const auto& module : network->modules(false)) {
    if (auto* dropout = module->as<torch::nn::DropoutImpl>()) dropout->options.p(p);
  }
}

struct Pair {
  Network plain, fused;
  FlatParameters flat;
  FusedNetwork fast;

  explicit Pair(const FusedCase& c)
      : plain(seeded(c)), fused(seeded(c)), flat(fused->parameters()), fast(fused, &flat, 1) {}

  static Network seeded(const FusedCase& c) {
    // With other seeds or widths one value in a million lies so near ReLU's kink or a maximum's tie that
    // rounding decides which way its gradient goes.
    torch::manual_seed(4);
    Network network = make_network(c.network, c.shape);
    set_dropout(network, 0);
    return network;
  }
};

void expect_near(const torch::Tensor& got, const torch::Tensor& wanted, const std::string& what) {
  // A bias before BatchNorm has no gradient; libtorch's is what rounding leaves.
  const double size = std::max(wanted.abs().max().item<double>(), 1e-2);
  EXPECT_LT((got - wanted).abs().max().item<double>(), 1e-4 * size) << what;
}

TEST_P(Fused, GivesTheSameValuesAndGradients) {
  const FusedCase& c = GetParam();
  Pair pair(c);
  torch::manual_seed(4);
  for (const std::int64_t batch : {5, 9, 2}) {
    const torch::Tensor x = torch::rand({batch, c.shape.channels, c.shape.width});
    const torch::Tensor wanted = pair.plain->forward(x), got = pair.fast.forward(x);
    expect_near(got, wanted, "logits");
    const torch::Tensor gradients = torch::randn_like(wanted);
    for (auto& parameter : pair.plain->parameters()) parameter.mutable_grad().reset();
    pair.flat.clear_gradients();
    wanted.backward(gradients);
    got.backward(gradients);
    const auto plain = pair.plain->named_parameters(), fused = pair.fused->named_parameters();
    for (const auto& item : plain) expect_near(fused[item.key()].grad(), item.value().grad(), item.key());
    for (const auto& item : pair.plain->named_buffers())
      expect_near(pair.fused->named_buffers()[item.key()], item.value(), item.key());
  }
  pair.plain->eval();
  pair.fused->eval();
  const torch::NoGradGuard no_gradients;
  const torch::Tensor x = torch::rand({3, c.shape.channels, c.shape.width});
  expect_near(pair.fast.forward(x), pair.plain->forward(x), "logits outside training");
}

TEST_P(Fused, OwnsEveryGradient) {
  Pair pair(GetParam());
  for (const auto& piece : pair.flat.pieces()) EXPECT_TRUE(piece.overwritten) << piece.first;
}

TEST(FusedDropout, KeepsItsShareAndScalesIt) {
  Network network;
  network->push_back("dropout", torch::nn::Dropout(0.3));
  FusedNetwork fused(network, nullptr, 1);
  torch::manual_seed(1);
  const torch::Tensor x = torch::ones({200, 500}).requires_grad_();
  const torch::Tensor y = fused.forward(x);
  const double kept = (y > 0).to(torch::kFloat).mean().item<double>();
  EXPECT_NEAR(kept, 0.7, 0.006) << "four standard deviations";
  EXPECT_NEAR(y.max().item<double>(), 1 / 0.7, 1e-6);
  y.sum().backward();
  EXPECT_TRUE(torch::equal(x.grad(), y.detach())) << "the backward pass drops the same values";
  const torch::Tensor other = fused.forward(x);
  EXPECT_NEAR((other == y).to(torch::kFloat).mean().item<double>(), 0.58, 0.01)
      << "another step, another draw";
  network->eval();
  EXPECT_TRUE(torch::equal(fused.forward(x), x));
}

// So that a network without dropout meets the same augmentation with --plain and without.
TEST(FusedDropout, DrawsNothingWhereThereIsNone) {
  Network network = make_network("small", {1, 187, 5});
  FusedNetwork fused(network, nullptr, 1);
  torch::manual_seed(5);
  const torch::Tensor wanted = torch::rand({3});
  torch::manual_seed(5);
  fused.forward(torch::ones({4, 1, 187}));
  EXPECT_TRUE(torch::equal(torch::rand({3}), wanted));
}

// Processes that share a batch drop what one process drops.
TEST(FusedDropout, DependsOnTheRowsPlaceInTheBatch) {
  Network network;
  network->push_back("dropout", torch::nn::Dropout(0.5));
  network->push_back("fc", torch::nn::Linear(6, 40));
  FusedNetwork fused(network, nullptr, 2);
  const torch::Tensor x = torch::rand({10, 6});
  torch::manual_seed(2);
  const torch::Tensor whole = fused.forward(x);
  for (const std::int64_t first : {0, 4, 9}) {
    torch::manual_seed(2);
    fused.context().first_row = first;
    EXPECT_TRUE(torch::allclose(fused.forward(x.slice(0, first)), whole.slice(0, first)));
  }
}

// What transfer freezes: the first layer's weight while its bias trains, and a BatchNorm that keeps its
// statistics.
TEST(FusedNetwork, FrozenPartsAndTheirNeighboursTrainAsInLibtorch) {
  const auto make = [] {
    torch::manual_seed(8);
    Network network;
    network->push_back("conv", torch::nn::Conv1d(1, 4, 3));
    network->push_back("norm", torch::nn::BatchNorm1d(4));
    network->push_back("relu", relu());
    network->push_back("flatten", torch::nn::Flatten());
    network->push_back("fc", torch::nn::Linear(4 * 14, 2));
    network->named_parameters()["conv.weight"].requires_grad_(false);
    network->named_parameters()["fc.weight"].requires_grad_(false);
    (*network)[1]->as<torch::nn::BatchNorm1d>()->eval();
    return network;
  };
  Network plain = make(), network = make();
  FlatParameters flat(network->parameters());
  FusedNetwork fused(network, &flat, 1);
  for (int pass = 0; pass < 2; ++pass) {
    const torch::Tensor x = torch::rand({4, 1, 16});
    for (auto& parameter : plain->parameters()) parameter.mutable_grad().reset();
    plain->forward(x).sum().backward();
    flat.clear_gradients();
    fused.forward(x).sum().backward();
    for (const auto& item : plain->named_parameters()) {
      if (item.value().requires_grad())
        expect_near(network->named_parameters()[item.key()].grad(), item.value().grad(), item.key());
    }
    EXPECT_TRUE(torch::equal(network->named_buffers()["norm.running_mean"], torch::zeros({4})));
  }
}

// A residual body that does not end in a convolution or a BatchNorm behind one runs as it is.
TEST(FusedNetwork, LeavesOtherResidualBodiesAlone) {
  torch::manual_seed(9);
  torch::nn::Sequential body;
  body->push_back("norm", torch::nn::BatchNorm1d(3));
  body->push_back("relu", torch::nn::ReLU());
  body->push_back("conv", torch::nn::Conv1d(torch::nn::Conv1dOptions(3, 3, 3).padding(1)));
  Network network;
  network->push_back("block", Residual(body));
  network->eval();
  FusedNetwork fused(network, nullptr, 1);
  const torch::Tensor x = torch::rand({2, 3, 9});
  expect_near(fused.forward(x), network->forward(x), "values");
}

// A network with a stage that no fused one replaces still works, and so do frozen parameters.
TEST(FusedNetwork, RunsWhatItDoesNotKnowAsItIs) {
  const auto make = [] {
    torch::manual_seed(7);
    Network network;
    network->push_back("conv", torch::nn::Conv1d(torch::nn::Conv1dOptions(2, 4, 3).dilation(2)));
    network->push_back("norm", torch::nn::BatchNorm1d(4));
    network->push_back("conv2", torch::nn::Conv1d(4, 3, 3));
    network->push_back("tanh", torch::nn::Tanh());
    network->push_back("flatten", torch::nn::Flatten());
    network->push_back("fc", torch::nn::Linear(3 * 10, 2));
    network->parameters()[4].requires_grad_(false);
    return network;
  };
  Network plain = make(), network = make();
  FlatParameters flat(network->parameters());
  FusedNetwork fused(network, &flat, 1);
  const torch::Tensor x = torch::rand({4, 2, 16});
  const torch::Tensor wanted = plain->forward(x), got = fused.forward(x);
  expect_near(got, wanted, "values");
  flat.clear_gradients();
  wanted.sum().backward();
  got.sum().backward();
  for (const auto& item : plain->named_parameters()) {
    if (item.value().requires_grad())
      expect_near(network->named_parameters()[item.key()].grad(), item.value().grad(), item.key());
  }
  EXPECT_FALSE(network->named_parameters()["conv2.weight"].grad().defined());
}

}  // namespace
}  // namespace rwave::learn
