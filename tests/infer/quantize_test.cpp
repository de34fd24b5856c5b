// Networks in 8 bits: what the file says is what is computed.
#include "infer/quantize.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "infer/graph_builder.h"
#include "infer/levels.h"
#include "infer/networks.h"
#include "infer/reference.h"
#include "rwave/error.h"

namespace rwave::infer {
namespace {

using namespace testing;

std::vector<float> some_rows(std::size_t count) {
  Random random(23);
  return random_rows(random, count, 187);
}

class Rounded : public ::testing::TestWithParam<const char*> {
 protected:
  static Graph float_graph() {
    const std::string name = GetParam();
    return name == "seed" ? seed_network(5) : name == "kachuee" ? kachuee_network(5) : residual_network(5);
  }
};

// The reference rounds as ONNX says, in doubles. A value that lies just between two steps may fall to the
// other side here, so scores agree to a step or so, not to float32's rounding.
TEST_P(Rounded, AgreesWithTheReference) {
  const Graph graph = quantize(float_graph(), some_rows(16));
  const std::vector<float> rows = some_rows(2), expected = reference_scores(graph, rows);
  const std::vector<float> scores = scores_of(graph, rows, {});
  for (std::size_t i = 0; i < scores.size(); ++i) EXPECT_NEAR(scores[i], expected[i], 0.01F) << i;
}

// Sums of products are exact integers, and what follows is rounded alike: portable, AVX2 and VNNI give the
// same once the float32 layers' own differences are rounded away, which a step's edge may prevent.
TEST_P(Rounded, LevelsAgree) {
  const Graph graph = quantize(float_graph(), some_rows(16));
  const std::vector<float> rows = some_rows(8),
                           expected = scores_of(graph, rows, {.simd = SimdLevel::portable});
  for (const SimdLevel level : levels_here()) {
    const std::vector<float> scores = scores_of(graph, rows, {.simd = level});
    for (std::size_t i = 0; i < scores.size(); ++i)
      EXPECT_NEAR(scores[i], expected[i], 0.005F) << name_of(level) << i;
  }
}

TEST_P(Rounded, IsCloseToFloat32) {
  const Graph graph = float_graph();
  const std::vector<float> rows = some_rows(32), expected = scores_of(graph, rows, {});
  const std::vector<float> scores = scores_of(quantize(graph, some_rows(64)), rows, {});
  double error = 0, size = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    error += std::abs(scores[i] - expected[i]);
    size += std::abs(expected[i]);
  }
  EXPECT_LT(error, 0.03 * size);
}

TEST_P(Rounded, BatchesAndThreadsChangeNothing) {
  const Graph graph = quantize(float_graph(), some_rows(4));
  const std::vector<float> rows = some_rows(20), expected = scores_of(graph, rows, {});
  EXPECT_EQ(scores_of(graph, rows, {.threads = 2, .max_batch = 7}), expected);
}

INSTANTIATE_TEST_SUITE_P(Infer, Rounded, ::testing::Values("seed", "kachuee", "residual"),
                         [](const auto& each) { return std::string(each.param); });

TEST(Quantize, LargeLayersBecomeInt8AndNoOthers) {
  const Graph graph = quantize(seed_network(1), some_rows(2));
  std::vector<std::string> int8;
  for (const Node& node : graph.nodes)
    if (node.inputs.size() > 1 && !graph.constants.at(node.inputs[1]).scales.empty())
      int8.push_back(node.name);
  EXPECT_EQ(int8, (std::vector<std::string>{"conv2", "conv3", "conv4", "fc1", "fc2", "fc3"}));
}

// Few weights at many positions: 3,840 of block1.conv1 are 6 % of the residual network's work. The stem,
// which sees the recording, and the last layer stay float32.
TEST(Quantize, LayersOfMuchWorkBecomeInt8) {
  const Graph graph = quantize(residual_network(1), some_rows(2));
  std::set<std::string> float32;
  for (const Node& node : graph.nodes)
    if ((node.op == Op::convolution || node.op == Op::gemm) &&
        graph.constants.at(node.inputs[1]).scales.empty())
      float32.insert(node.name);
  EXPECT_EQ(float32, (std::set<std::string>{"stem", "fc"}));
}

// A channel that is picked first is the recording still, and the last layer gives the scores: both stay
// float32, though each is a third of this network's work.
TEST(Quantize, TheFirstLayerBehindAPickedChannelAndTheLastStayFloat32) {
  Random random(3);
  GraphBuilder builder({2, 20});
  const auto weights = [&](std::int64_t out, std::int64_t in) {
    const std::vector<float> values = random_values(random, static_cast<std::size_t>(out * in * 3), 0.5);
    return Tensor::of({out, in, 3}, std::span<const float>(values));
  };
  const std::vector<float> second = {0, 1};
  const Layer picked = builder.convolution(builder.input(), "channel",
                                           Tensor::of({1, 2, 1}, std::span<const float>(second)), {});
  const Layer first = builder.relu(builder.convolution(picked, "first", weights(32, 1), {}));
  const Layer middle = builder.relu(builder.convolution(first, "middle", weights(4, 32), {}));
  const Graph graph = quantize(builder.finish(builder.convolution(middle, "last", weights(8, 4), {})),
                               random_rows(random, 4, 40));
  for (const Node& node : graph.nodes) {
    if (node.op != Op::convolution) continue;
    EXPECT_EQ(graph.constants.at(node.inputs[1]).scales.empty(), node.name != "middle") << node.name;
  }
}

TEST(Quantize, SaysWhatIsMissing) {
  EXPECT_THROW(quantize(seed_network(1), {}), Error);
  GraphBuilder builder({1, 187});
  const Graph small = builder.finish(builder.relu(builder.input()));
  EXPECT_THROW(quantize(small, some_rows(1)), Error);
}

// Values spread evenly over 0..10: any cut costs more than finer steps save.
TEST(ChooseRounding, KeepsTheWholeRangeOfEvenValues) {
  const std::vector<std::int64_t> histogram(1000, 100);
  const Rounding rounding = choose_rounding(0, 10, histogram);
  EXPECT_NEAR(rounding.scale, 10.0F / 255, 1e-3F);
  EXPECT_EQ(rounding.zero_point, 0);
}

// A million values below 1 and a single one at 10: the one is cut off.
TEST(ChooseRounding, CutsOffALoneOutlier) {
  std::vector<std::int64_t> histogram(1000);
  std::fill_n(histogram.begin(), 100, 10'000);
  histogram.back() = 1;
  EXPECT_LT(choose_rounding(0, 10, histogram).scale, 5.0F / 255);
}

TEST(ChooseRounding, ZeroIsAStepWhereValuesHaveBothSigns) {
  const std::vector<std::int64_t> histogram(1000, 100);
  const Rounding rounding = choose_rounding(-1, 3, histogram);
  EXPECT_EQ(rounding.zero_point, 64);
  EXPECT_NEAR(rounding.scale, 4.0F / 255, 1e-4F);
}

}  // namespace
}  // namespace rwave::infer
