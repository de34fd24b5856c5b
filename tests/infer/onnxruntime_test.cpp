// The same files in ONNX Runtime. Skipped, with the reason, where it cannot be installed.
#include "infer/onnxruntime.h"

#include <gtest/gtest.h>

#include "infer/levels.h"
#include "infer/networks.h"
#include "infer/quantize.h"
#include "infer/random_graph.h"

namespace rwave::infer {
namespace {

using namespace testing;

class SameScores : public OnnxRuntime {
 protected:
  // The greatest difference of the two, relative where scores pass 1.
  double difference(const Graph& graph, std::size_t count) const {
    Random random(31);
    const std::vector<float> rows = random_rows(random, count, count_elements(graph.input.shape, 1 << 20));
    const std::vector<float> peer = peer_scores(graph, rows), ours = scores_of(graph, rows, {});
    EXPECT_EQ(peer.size(), ours.size());
    double greatest = 0;
    for (std::size_t i = 0; i < std::min(peer.size(), ours.size()); ++i)
      greatest =
          std::max(greatest, std::abs(double{peer[i]} - ours[i]) / std::max(1.0, std::abs(double{peer[i]})));
    return greatest;
  }
};

TEST_F(SameScores, Float32NetworksGiveTheSameScores) {
  EXPECT_LT(difference(seed_network(4), 20), 1e-5);
  EXPECT_LT(difference(kachuee_network(4), 20), 1e-5);
  EXPECT_LT(difference(residual_network(4), 20), 1e-5);
}

TEST_F(SameScores, RandomGraphsGiveTheSameScores) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed)
    EXPECT_LT(difference(RandomGraph(seed).make(), 3), 1e-4) << seed;
}

// It reads the int8 form; where a value lies between two steps the two may round apart.
TEST_F(SameScores, Int8NetworksGiveTheSameScoresToAStep) {
  Random random(8);
  const std::vector<float> rows = random_rows(random, 16, 187);
  EXPECT_LT(difference(quantize(seed_network(4), rows), 20), 0.01);
  EXPECT_LT(difference(quantize(residual_network(4), rows), 20), 0.01);
}

}  // namespace
}  // namespace rwave::infer
