// The networks against their published sizes.
#include "learn/networks/registry.h"

#include <gtest/gtest.h>

#include "learn/device/device.h"
#include "rwave/error.h"

namespace rwave::learn {
namespace {

struct Size {
  const char* name;
  int classes;
  std::int64_t parameters;
};

class NetworkSize : public ::testing::TestWithParam<Size> {};

// Seed and Kachuee: the published counts. The others, layer by layer (weights + biases):
//   cvxtz        96 + 1,296 | 1,568 + 3,104 | 3,104 + 3,104 | 24,832 + 196,864 | 16,448 + 4,160 + 325
//   sajiddeboss  192 + 10,304 + 24,704 + 98,560 | 263,168 + 262,400 + 8,224 + 165
//   romdhane     224 | 3 x (10,240 + 128 + 1,088) | 30,720 + 256 + 2,176 | 2 x (40,960 + 256 + 4,224) | 325
//   bottleneck   small's 71,760 + 1,032 (code of 8) + 288 + 165, encoder the same + 1,032 + 45
//   compact      216 | a stage 6 inputs outputs + 5 outputs^2 + 6 outputs: 6,480 18,720 47,088 88,128 | 965
//   mlp          48,128 + 32,896 + 645
INSTANTIATE_TEST_SUITE_P(Published, NetworkSize,
                         ::testing::Values(Size{"seed", 5, 5125125}, Size{"seed", 2, 5125026},
                                           Size{"kachuee", 5, 53957}, Size{"kachuee2", 5, 55013},
                                           Size{"cvxtz", 5, 254901}, Size{"sajiddeboss", 5, 667717},
                                           Size{"mlp", 5, 81669}, Size{"small", 5, 72405},
                                           Size{"romdhane", 5, 158949}, Size{"bottleneck", 5, 73245},
                                           Size{"encoder", 5, 72837}, Size{"compact", 5, 161597}));

TEST_P(NetworkSize, HasTheParametersAndAnswersALogitPerClass) {
  prepare_torch(1);
  Network network = make_network(GetParam().name, {1, 187, GetParam().classes});
  EXPECT_EQ(trainable_parameters(network), GetParam().parameters);
  network->eval();
  EXPECT_EQ(network->forward(torch::rand({3, 1, 187})).sizes(),
            (std::vector<std::int64_t>{3, GetParam().classes}));
}

TEST(Networks, KachueeHalvesTheRowStageByStage) {
  Network network = make_network("kachuee", {1, 187, 5});
  torch::Tensor x = torch::rand({1, 1, 187});
  std::vector<std::int64_t> lengths = {x.size(2)};
  for (torch::nn::AnyModule& stage : *network) {
    x = stage.forward(x);
    if (x.dim() == 3 && x.size(2) != lengths.back()) lengths.push_back(x.size(2));
  }
  EXPECT_EQ(lengths, (std::vector<std::int64_t>{187, 183, 90, 43, 20, 8, 2}));
}

TEST(Networks, SeedFlattens4608Values) {
  Network network = make_network("seed", {1, 187, 5});
  network->eval();
  torch::Tensor x = torch::rand({2, 1, 187});
  std::int64_t flat = 0;
  for (torch::nn::AnyModule& stage : *network) {
    x = stage.forward(x);
    if (flat == 0 && x.dim() == 2) flat = x.size(1);
  }
  EXPECT_EQ(flat, 4608);
}

TEST(Networks, TakeTheShortestRowsTheyState) {
  for (const NetworkKind& kind : network_kinds()) {
    const int channels = std::max(kind.channels, 1);
    Network network = make_network(kind.name, {channels, kind.least_width, 2});
    network->eval();
    EXPECT_EQ(network->forward(torch::rand({1, channels, kind.least_width})).numel(), 2) << kind.name;
    if (kind.least_width > 1) {
      EXPECT_THROW(make_network(kind.name, {channels, kind.least_width - 1, 2}), UsageError) << kind.name;
    }
    if (kind.channels > 0) {
      EXPECT_THROW(make_network(kind.name, {kind.channels + 1, 187, 2}), UsageError) << kind.name;
    }
  }
}

TEST(Networks, TakeTwelveLeadsButThatOfOneRecipe) {
  for (const NetworkKind& kind : network_kinds()) {
    const NetworkShape twelve = {12, 187, 2};
    if (kind.channels > 0) {
      EXPECT_THROW(make_network(kind.name, twelve), UsageError) << kind.name;
      continue;
    }
    Network network = make_network(kind.name, twelve);
    network->eval();
    EXPECT_EQ(network->forward(torch::rand({3, 12, 187})).sizes(), (std::vector<std::int64_t>{3, 2}))
        << kind.name;
  }
}

TEST(Networks, AnUnknownNameListsThoseThereAre) {
  try {
    make_network("sead", {1, 187, 5});
    FAIL() << "no error";
  } catch (const UsageError& fault) {
    EXPECT_STREQ(
        fault.what(),
        "no network is called 'sead'; there are: seed kachuee kachuee2 romdhane cvxtz sajiddeboss mlp "
        "small bottleneck encoder compact template-rr");
  }
  EXPECT_THROW(make_network("seed", {1, 187, 1}), UsageError);
}

// What walks a network later on (transfer, pictures of layers, export) counts on these names.
TEST(Networks, StagesHaveOrderedNames) {
  std::vector<std::string> linear;
  for (const auto& stage : make_network("seed", {1, 187, 5})->named_children()) {
    if (stage.value()->as<torch::nn::LinearImpl>() != nullptr) linear.push_back(stage.key());
  }
  EXPECT_EQ(linear, (std::vector<std::string>{"fc1", "fc2", "fc3", "fc4"}));
}

TEST(Networks, OneSeedDrawsOneNetwork) {
  torch::manual_seed(3);
  const Network first = make_network("small", {1, 187, 5});
  torch::manual_seed(3);
  const Network second = make_network("small", {1, 187, 5});
  const auto a = network_tensors(first), b = network_tensors(second);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i)
    EXPECT_TRUE(torch::equal(a[i].second, b[i].second)) << a[i].first;
}

}  // namespace
}  // namespace rwave::learn
