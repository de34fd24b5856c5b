// Convolutions in fewer multiplications give what their definition gives, at every level and every length.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "infer/graph_builder.h"
#include "infer/levels.h"
#include "infer/networks.h"
#include "infer/reference.h"

namespace rwave::infer {
namespace {

using namespace testing;

struct TwoConvolutions {
  int taps;
  std::int64_t inputs, outputs, length;
};

// Two convolutions with padding, bias, a shortcut and ReLU: all that a step does at its end.
Graph two_convolutions(const TwoConvolutions& one, Random& random) {
  GraphBuilder builder({one.inputs, one.length});
  const Window same{.pad_begin = one.taps / 2, .pad_end = one.taps / 2};
  const auto weights = [&](std::int64_t out, std::int64_t in) {
    const std::vector<float> values =
        random_values(random, static_cast<std::size_t>(out * in * one.taps), 0.1);
    return Tensor::of({out, in, one.taps}, std::span<const float>(values));
  };
  const std::vector<float> bias = random_values(random, static_cast<std::size_t>(one.outputs), 1);
  const Layer first = builder.convolution(builder.input(), "a", weights(one.outputs, one.inputs), bias, same);
  const Layer second = builder.convolution(first, "b", weights(one.outputs, one.outputs), bias, same);
  return builder.finish(builder.relu(builder.add(second, first)));
}

class ByWinograd : public ::testing::TestWithParam<TwoConvolutions> {};

// A length of 1 to 4 is one tile, 5 to 9 leave each remainder, 600 is more tiles than are computed at once.
// 17 and 33 channels leave one over every level's vectors. Rounding is some times that of the definition's
// sums.
TEST_P(ByWinograd, AgreesWithTheDefinition) {
  Random random(11);
  const Graph graph = two_convolutions(GetParam(), random);
  const std::vector<float> rows =
      random_values(random, static_cast<std::size_t>(2 * GetParam().inputs * GetParam().length), 1);
  const std::vector<float> expected = reference_scores(graph, rows);
  for (const SimdLevel level : levels_here()) {
    const std::vector<float> scores = scores_of(graph, rows, {.simd = level});
    ASSERT_EQ(scores.size(), expected.size());
    float greatest = 0;
    for (std::size_t i = 0; i < scores.size(); ++i)
      greatest = std::max(greatest, std::abs(scores[i] - expected[i]));
    EXPECT_LT(greatest, 2e-5F) << name_of(level);
  }
}

std::vector<TwoConvolutions> convolutions() {
  std::vector<TwoConvolutions> all;
  for (const int taps : {3, 5}) {
    for (const std::int64_t length : {1, 2, 3, 4, 5, 6, 7, 9}) all.push_back({taps, 16, 16, length});
    all.push_back({taps, 17, 33, 10});
    all.push_back({taps, 40, 24, 21});
    all.push_back({taps, 16, 20, 600});
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(Infer, ByWinograd, ::testing::ValuesIn(convolutions()), [](const auto& each) {
  const TwoConvolutions& one = each.param;
  return std::to_string(one.taps) + "Taps" + std::to_string(one.inputs) + "To" + std::to_string(one.outputs) +
         "Length" + std::to_string(one.length);
});

}  // namespace
}  // namespace rwave::infer
