#include "learn/optim/moving_average.h"

#include <gtest/gtest.h>

#include "learn/device/device.h"

namespace rwave::learn {
namespace {

// y = w x with one weight that the test moves.
class Averaged : public ::testing::Test {
 protected:
  Averaged() {
    prepare_torch(1);
    network_->push_back("fc", torch::nn::Linear(torch::nn::LinearOptions(1, 1).bias(false)));
    set(2);
  }
  void set(float value) {
    const torch::NoGradGuard none;
    network_->parameters()[0].fill_(value);
  }
  float value() const { return network_->parameters()[0].item<float>(); }

  Network network_;
};

TEST_F(Averaged, FollowsFastAtFirstAndThenAsAsked) {
  MovingAverage mean(network_, 0.5);
  set(3);
  mean.follow(1);  // keeps 2/11 of the mean
  const double first = 2 * 2.0 / 11 + 3 * 9.0 / 11;
  EXPECT_NEAR(mean.tensors()[0].second.item<float>(), first, 1e-6);
  set(5);
  mean.follow(1000);
  EXPECT_NEAR(mean.tensors()[0].second.item<float>(), (first + 5) / 2, 1e-6);
}

TEST_F(Averaged, LendsItselfToTheNetwork) {
  MovingAverage mean(network_, 0.5);
  set(7);
  {
    const WithMovingAverage lent(mean);
    EXPECT_EQ(value(), 2);
  }
  EXPECT_EQ(value(), 7);
  mean.apply();
  EXPECT_EQ(value(), 2);
}

// The other process puts its mean, which is the same, where the weights of both lie.
TEST_F(Averaged, ReadsTheWeightsBeforeAnotherProcessPutsTheMean) {
  MovingAverage mean(network_, 0.5);
  set(7);
  mean.apply([&] { EXPECT_EQ(value(), 7) << "nothing is written before all have read"; });
  set(2);
  mean.restore();
  EXPECT_EQ(value(), 7);
}

TEST_F(Averaged, IsNothingWhereItIsOff) {
  MovingAverage mean(network_, 0);
  mean.apply();
  EXPECT_FALSE(mean.on());
  EXPECT_TRUE(mean.tensors().empty());
  EXPECT_EQ(value(), 2);
}

}  // namespace
}  // namespace rwave::learn
