// Each operator on a few numbers, with the result written out. The numbers were worked out by hand from
// ONNX's definitions; what each case is there for stands in its name.
#include <gtest/gtest.h>

#include <functional>

#include "infer/graph_builder.h"
#include "infer/levels.h"
#include "infer/shapes.h"

namespace rwave::infer {
namespace {

using namespace testing;

struct Case {
  std::string name;
  Shape row_shape;
  std::function<Layer(GraphBuilder&)> layer;
  std::vector<float> row;
  std::vector<float> expected;
};

Tensor tensor(std::vector<std::int64_t> shape, const std::vector<float>& values) {
  return Tensor::of(std::move(shape), std::span<const float>(values));
}

std::vector<Case> cases() {
  const std::vector<float> none;
  return {
      {"ConvolutionOfOneChannel",
       {1, 5},
       [=](GraphBuilder& b) {
         return b.convolution(b.input(), "c", tensor({1, 1, 3}, {1, 2, -1}), std::vector{0.5F});
       },
       {1, 2, 3, 4, 5},
       {2.5F, 4.5F, 6.5F}},  // 1 + 4 - 3 + 0.5, ...
      {"ConvolutionSumsChannels",
       {2, 3},
       [=](GraphBuilder& b) {
         return b.convolution(b.input(), "c", tensor({2, 2, 2}, {1, 0, 0, 1, 2, 2, -1, -1}), none);
       },
       {1, 2, 3, 10, 20, 30},
       {21, 32, -24, -40}},  // 1 + 20, 2 + 30; 2*3 - 30, 2*5 - 50
      {"ConvolutionWithPadding",
       {1, 3},
       [=](GraphBuilder& b) {
         return b.convolution(b.input(), "c", tensor({1, 1, 3}, {1, 10, 100}), none,
                              {.pad_begin = 2, .pad_end = 1});
       },
       {1, 2, 3},
       {100, 210, 321, 32}},
      {"ConvolutionWithStride",
       {1, 6},
       [=](GraphBuilder& b) {
         return b.convolution(b.input(), "c", tensor({1, 1, 2}, {1, 1}), none, {.stride = 3});
       },
       {1, 2, 3, 4, 5, 6},
       {3, 9}},
      {"ConvolutionWithDilation",
       {1, 6},
       [=](GraphBuilder& b) {
         return b.convolution(b.input(), "c", tensor({1, 1, 3}, {1, 10, 100}), none, {.dilation = 2});
       },
       {1, 2, 3, 4, 5, 6},
       {531, 642}},
      {"ConvolutionInGroups",
       {2, 2},
       [=](GraphBuilder& b) {
         return b.convolution(b.input(), "c", tensor({2, 1, 1}, {3, 5}), none, {}, 2);
       },
       {1, 2, 10, 20},
       {3, 6, 50, 100}},
      {"ConvolutionOfTheSecondChannelAlone",
       {2, 3},
       [=](GraphBuilder& b) {
         const Layer picked = b.convolution(b.input(), "p", tensor({1, 2, 1}, {0, 1}), none);
         return b.convolution(picked, "c", tensor({1, 1, 2}, {1, 2}), none, {.pad_begin = 1});
       },
       {1, 2, 3, 10, 20, 30},
       {20, 50, 80}},  // 0 + 20, 10 + 40, 20 + 60
      {"ConvolutionOfTheSecondChannelDoubled",
       {2, 2},
       [=](GraphBuilder& b) {
         return b.convolution(b.input(), "p", tensor({1, 2, 1}, {0, 2}), none);
       },
       {1, 2, 10, 20},
       {20, 40}},
      {"ConvolutionOfBothChannelsWithABias",
       {2, 2},
       [=](GraphBuilder& b) {
         return b.convolution(b.input(), "p", tensor({1, 2, 1}, {1, 1}), std::vector{-0.5F});
       },
       {1, 2, 10, 20},
       {10.5F, 21.5F}},
      {"ConvolutionOfTheFirstChannelWithABias",
       {2, 2},
       [=](GraphBuilder& b) {
         return b.convolution(b.input(), "p", tensor({1, 2, 1}, {1, 0}), std::vector{-0.5F});
       },
       {1, 2, 10, 20},
       {0.5F, 1.5F}},
      {"BatchNormBySquareRootOfVariance",
       {2, 2},
       [=](GraphBuilder& b) {
         return b.batch_norm(b.input(), "n", std::vector{2.0F, 1.0F}, std::vector{1.0F, 0.0F},
                             std::vector{1.0F, 10.0F}, std::vector{4.0F, 0.25F}, 0);
       },
       {1, 3, 10, 11},
       {1, 3, 0, 2}},
      {"Relu", {3}, [](GraphBuilder& b) { return b.relu(b.input()); }, {-1, 0, 2}, {0, 0, 2}},
      {"Sigmoid",
       {3},
       [](GraphBuilder& b) { return b.sigmoid(b.input()); },
       {0, 2, -2},
       {0.5F, 0.880797F, 0.119203F}},
      {"SoftmaxOfLargeNumbers",
       {3},
       [](GraphBuilder& b) { return b.softmax(b.input()); },
       {1000, 1001, 1002},
       {0.0900306F, 0.2447285F, 0.6652410F}},
      {"MaxPoolDropsTheRest",
       {1, 7},
       [](GraphBuilder& b) { return b.max_pool(b.input(), 3, {.stride = 3}); },
       {1, 5, 2, -3, -1, -2, 9},
       {5, -1}},
      {"MaxPoolPaddingNeverWins",
       {1, 3},
       [](GraphBuilder& b) { return b.max_pool(b.input(), 2, {.stride = 2, .pad_begin = 1}); },
       {-5, -2, -3},
       {-5, -2}},
      {"AveragePoolByChannel",
       {2, 4},
       [](GraphBuilder& b) { return b.average_pool(b.input(), 2, {.stride = 2}); },
       {1, 3, 5, 7, 10, 20, 30, 50},
       {2, 6, 15, 40}},
      {"AveragePoolCountsPadding",
       {1, 2},
       [](GraphBuilder& b) {
         return b.average_pool(b.input(), 2, {.stride = 1, .pad_begin = 1, .pad_end = 1});
       },
       {2, 4},
       {1, 3, 2}},
      {"GlobalMaxPool",
       {2, 3},
       [](GraphBuilder& b) { return b.flatten(b.global_max_pool(b.input())); },
       {1, 7, 3, -4, -2, -9},
       {7, -2}},
      {"GlobalAveragePool",
       {2, 3},
       [](GraphBuilder& b) { return b.flatten(b.global_average_pool(b.input())); },
       {1, 7, 4, -3, -2, -1},
       {4, -2}},
      {"AddTwoBranches",
       {1, 3},
       [](GraphBuilder& b) { return b.add(b.relu(b.input()), b.input()); },
       {-1, 2, 3},
       {-1, 4, 6}},
      {"ConcatChannels",
       {2, 2},
       [](GraphBuilder& b) {
         return b.concat({b.input(), b.relu(b.input())});
       },
       {1, -2, 3, -4},
       {1, -2, 3, -4, 1, 0, 3, 0}},
      {"ConcatTime",
       {2, 2},
       [](GraphBuilder& b) {
         return b.concat({b.input(), b.relu(b.input())}, 2);
       },
       {1, -2, 3, -4},
       {1, -2, 1, 0, 3, -4, 3, 0}},
      {"FlattenIsChannelAfterChannel",
       {2, 3},
       [](GraphBuilder& b) { return b.flatten(b.relu(b.input())); },
       {1, 2, 3, 4, 5, 6},
       {1, 2, 3, 4, 5, 6}},
      {"LinearBehindFlatten",
       {2, 2},
       [=](GraphBuilder& b) {
         return b.linear(b.flatten(b.input()), "l", tensor({2, 4}, {1, 10, 100, 1000, 1, 1, 1, 1}),
                         std::vector{0.0F, 5.0F});
       },
       {1, 2, 3, 4},
       {4321, 15}},
  };
}

class OperatorTable : public ::testing::TestWithParam<Case> {};

TEST_P(OperatorTable, GivesWhatIsWrittenOut) {
  const Case& one = GetParam();
  GraphBuilder builder(one.row_shape);
  const Graph graph = builder.finish(one.layer(builder));
  for (const SimdLevel level : levels_here()) {
    SCOPED_TRACE(name_of(level));
    const std::vector<float> scores = scores_of(graph, one.row, {.simd = level});
    ASSERT_EQ(scores.size(), one.expected.size());
    for (std::size_t i = 0; i < scores.size(); ++i) EXPECT_NEAR(scores[i], one.expected[i], 1e-6F) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Infer, OperatorTable, ::testing::ValuesIn(cases()),
                         [](const auto& each) { return each.param.name; });

// What the builder has no function for: forms that other programs write.
Graph graph_of(Node node, Shape row_shape, std::map<std::string, Tensor, std::less<>> constants) {
  Graph graph;
  graph.input = {"x", std::move(row_shape)};
  graph.output = {"y", {}};
  graph.constants = std::move(constants);
  node.name = "node";
  node.output = "y";
  graph.nodes.push_back(std::move(node));
  return graph;
}

TEST(Operators, GemmWithAlphaBetaAndWeightsTheOtherWay) {
  Attributes attributes;
  attributes.alpha = 2;
  attributes.beta = 10;
  const Graph graph = graph_of({Op::gemm, "", {"x", "w", "b"}, "", attributes}, {2},
                               {{"w", tensor({2, 3}, {1, 2, 3, 4, 5, 6})}, {"b", tensor({3}, {1, 2, 3})}});
  EXPECT_EQ(scores_of(graph, {1, 10}, {}), (std::vector<float>{92, 124, 156}));  // 2 * 41 + 10, ...
}

TEST(Operators, MatMul) {
  const Graph graph =
      graph_of({Op::matmul, "", {"x", "w"}, "", {}}, {2}, {{"w", tensor({2, 2}, {1, 2, 3, 4})}});
  EXPECT_EQ(scores_of(graph, {1, 10}, {}), (std::vector<float>{31, 42}));
}

TEST(Operators, AddOfAConstantByChannel) {
  const Graph graph = graph_of({Op::add, "", {"x", "c"}, "", {}}, {2, 2}, {{"c", tensor({2, 1}, {10, 20})}});
  EXPECT_EQ(scores_of(graph, {1, 2, 3, 4}, {}), (std::vector<float>{11, 12, 23, 24}));
}

TEST(Operators, AveragePoolInCeilModeDividesByWhatIsThere) {
  Attributes attributes;
  attributes.kernel = attributes.stride = 2;
  attributes.ceil_mode = true;
  const Graph graph = graph_of({Op::average_pool, "", {"x"}, "", attributes}, {1, 3}, {});
  EXPECT_EQ(scores_of(graph, {1, 3, 5}, {}), (std::vector<float>{2, 5}));
}

TEST(Operators, ReshapeKeepsTheOrderOfOnnx) {
  const std::vector<std::int64_t> target = {0, 3, -1};
  Graph graph = graph_of({Op::reshape, "", {"x", "s"}, "", {}}, {2, 3},
                         {{"s", Tensor::of({3}, std::span<const std::int64_t>(target))}});
  EXPECT_EQ(infer_shapes(graph).at("y"), (Shape{3, 2}));
  EXPECT_EQ(scores_of(graph, {1, 2, 3, 4, 5, 6}, {}), (std::vector<float>{1, 2, 3, 4, 5, 6}));
}

TEST(Operators, QuantizeRoundsToTheGridAndCutsOff) {
  Attributes attributes;
  attributes.scale = 0.5F;
  attributes.zero_point = 4;
  const Graph graph = graph_of({Op::quantize, "", {"x"}, "", attributes}, {6}, {});
  EXPECT_EQ(scores_of(graph, {-9, -1.3F, 0, 0.25F, 0.75F, 999}, {}),
            (std::vector<float>{-2, -1.5F, 0, 0, 1, 125.5F}));
}

}  // namespace
}  // namespace rwave::infer
