// Principal components of points whose spread is known, and how many of them a decision takes.
#include "explain/linear_probe.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/output_file.h"
#include "explain/inspect.h"
#include "explain/principal_components.h"
#include "support/support.h"

namespace rwave::explain {
namespace {

// n points whose values have the standard deviations 10, 5, 1, 1, ...
torch::Tensor points(std::int64_t n, std::int64_t width) {
  torch::manual_seed(5);
  torch::Tensor x = torch::randn({n, width});
  x.select(1, 0).mul_(10);
  x.select(1, 1).mul_(5);
  return x + 3;
}

TEST(Components, AreTheDirectionsOfGreatestVariance) {
  for (const std::int64_t width : {20, 700}) {  // by the covariance, and by the subspace
    const Components found = principal_components(points(2000, width), 2);
    EXPECT_NEAR(found.variances[0].item<double>(), 100, 10);
    EXPECT_NEAR(found.variances[1].item<double>(), 25, 3);
    EXPECT_NEAR(found.variance, 125 + static_cast<double>(width - 2), 12);
    EXPECT_GT(std::abs(found.directions[0][0].item<double>()), 0.99);
    EXPECT_GT(std::abs(found.directions[1][1].item<double>()), 0.95);
    const torch::Tensor scores = found.scores(points(2000, width));
    EXPECT_NEAR(scores.mean().item<double>(), 0, 1e-3);
    EXPECT_NEAR(scores.select(1, 0).var().item<double>(), found.variances[0].item<double>(), 0.1);
  }
}

TEST(Components, AreNoMoreThanThePointsAllow) {
  EXPECT_EQ(principal_components(points(5, 20), 64).directions.size(0), 4);
  EXPECT_EQ(principal_components(points(50, 3), 64).directions.size(0), 3);
}

TEST(LinearProbe, SeparatesWhatALineCan) {
  const torch::Tensor x = points(300, 3);
  const torch::Tensor y = (x.select(1, 2) > 3).to(torch::kInt64);
  const std::vector<std::uint8_t> called = linear_probe(x, y, x, 2);
  int right = 0;
  for (std::int64_t i = 0; i < 300; ++i)
    right += called[static_cast<std::size_t>(i)] == y[i].item<std::int64_t>();
  EXPECT_GE(right, 297);
}

// The class is in the third value, whose variance is the third: two components know nothing of it, three all.
TEST(Dimension, IsWhereTheClassIs) {
  torch::Tensor x = points(800, 4);
  x.select(1, 3).mul_(0.01);
  const torch::Tensor y = (x.select(1, 2) > 3).to(torch::kInt64);
  const auto scores =
      probe_scores(x.slice(0, 0, 400), y.slice(0, 0, 400), x.slice(0, 400), y.slice(0, 400), {"a", "b"});
  ASSERT_EQ(scores.size(), 3U) << "1, 2 and 3: the layer has 4 values";
  EXPECT_LT(scores_of(scores[1].confusion).accuracy, 0.65);
  EXPECT_GT(scores_of(scores[2].confusion).accuracy, 0.95);
  EXPECT_NEAR(scores[0].variance, 100.0 / 126, 0.05);
  EXPECT_NEAR(scores[2].variance, 1, 1e-3);
  EXPECT_EQ(scores[2].confusion.total(), 400);
}

// numpy.lib.format, version 1.0: the header ends with a newline on a multiple of 64 bytes.
TEST(Npy, IsNumpysFormat) {
  const testing::TemporaryFolder folder;
  const std::vector<float> values = {1, 2, 3, 4, 5, 6};
  write_npy(folder / "a.npy", values, 2, 3);
  const std::string bytes = read_file(folder / "a.npy");
  ASSERT_EQ(bytes.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
  const std::size_t length =
      static_cast<unsigned char>(bytes[8]) + 256 * static_cast<unsigned char>(bytes[9]);
  EXPECT_EQ((10 + length) % 64, 0U);
  const std::string header = bytes.substr(10, length);
  EXPECT_EQ(header.substr(0, header.find('}') + 1),
            "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }");
  EXPECT_EQ(header.back(), '\n');
  EXPECT_EQ(bytes.size(), 10 + length + 24);
}

}  // namespace
}  // namespace rwave::explain
