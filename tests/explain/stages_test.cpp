// Networks as chains of stages.
#include "explain/stages.h"

#include <gmock/gmock.h>

#include "rwave/error.h"

namespace rwave::explain {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Stages, MainLayersAreThoseOfThePicture) {
  EXPECT_THAT(main_layers(learn::make_network("seed", {})),
              ElementsAre("conv1", "conv2", "pool1", "conv3", "conv4", "pool2", "fc1", "fc2", "fc3", "fc4"));
  EXPECT_THAT(main_layers(learn::make_network("small", {})),
              ElementsAre("conv0", "pool0", "block1", "block2", "block3", "block4", "mean_and_max", "fc"));
}

TEST(Stages, ANameThatIsNoneListsThem) {
  const learn::Network mlp = learn::make_network("mlp", {});
  try {
    stage_named(mlp, "conv9");
    FAIL() << "no error";
  } catch (const UsageError& fault) {
    EXPECT_THAT(fault.what(),
                HasSubstr("no layer is called 'conv9'; there are: flatten fc1 fc_relu1 fc2 fc_relu2 fc3"));
  }
  EXPECT_THROW(last_convolution(mlp), UsageError);
}

TEST(Stages, TheLastConvolutionMayBeInsideABlock) {
  EXPECT_EQ(stage_names(learn::make_network("seed", {}))[last_convolution(learn::make_network("seed", {}))],
            "conv4");
  EXPECT_EQ(stage_names(learn::make_network("small", {}))[last_convolution(learn::make_network("small", {}))],
            "block4");
}

TEST(Stages, TheLastStageGivesTheLogits) {
  torch::manual_seed(1);
  learn::Network network = learn::make_network("small", {});
  network->eval();
  const torch::Tensor x = torch::rand({200, 1, 187}), before = x.clone();
  const torch::NoGradGuard no_gradients;
  EXPECT_TRUE(
      torch::allclose(stage_output(network, x, network->size() - 1), network->forward(x), 1e-4, 1e-5));
  EXPECT_TRUE(torch::equal(x, before)) << "the rows are the caller's";
  EXPECT_EQ(stage_output(network, x, stage_named(network, "block4")).sizes(),
            torch::IntArrayRef({200, 64, 12}));
}

// The seed network by hand: taps 5, 5, pool of 3, taps 3, 3, nothing padded: middles 2, 4, 5, 8, 11.
TEST(Stages, TimeAxisFollowsTapsAndStrides) {
  const learn::Network network = learn::make_network("seed", {});
  const TimeAxis first = time_axis(network, stage_named(network, "conv1"));
  EXPECT_EQ(first.first, 2);
  EXPECT_EQ(first.step, 1);
  const TimeAxis last = time_axis(network, stage_named(network, "conv4"));
  EXPECT_EQ(last.first, 11);
  EXPECT_EQ(last.step, 3);
}

// What a stage answers to an impulse lies where its axis says: a slope of the middle position, by the
// samples.
TEST(Stages, TimeAxisIsTheMiddleOfWhatAPositionSees) {
  torch::manual_seed(1);
  learn::Network network = learn::make_network("kachuee", {});
  const std::size_t stage = stage_named(network, "pool2");
  const TimeAxis axis = time_axis(network, stage);
  torch::Tensor seen = torch::zeros(187);
  constexpr std::int64_t position = 20;
  for (int draw = 0; draw < 20; ++draw) {
    const torch::Tensor x = torch::rand({1, 1, 187}).requires_grad_();
    through(network, x, 0, stage + 1).select(2, position).sum().backward();
    seen += x.grad().abs().flatten();
  }
  const torch::Tensor where = seen.nonzero().flatten();
  const double middle = (where[0].item<double>() + where[-1].item<double>()) / 2;
  EXPECT_NEAR(middle, axis.first + position * axis.step, 2);
}

}  // namespace
}  // namespace rwave::explain
