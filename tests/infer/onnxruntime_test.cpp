// The same files in ONNX Runtime. Skipped, with the reason, where it cannot be installed.
#include <gtest/gtest.h>

#include <cstring>

#include "base/output_file.h"
#include "infer/levels.h"
#include "infer/networks.h"
#include "infer/onnx_write.h"
#include "infer/quantize.h"
#include "infer/random_graph.h"
#include "support/support.h"

namespace rwave::infer {
namespace {

using namespace testing;

class OnnxRuntime : public ::testing::Test {
 protected:
  // Nothing where the test has been skipped.
  void SetUp() override {
    const auto installed = ::rwave::testing::run_command(RWAVE_SOURCE_DIR "/tools/onnxruntime");
    if (installed.status != 0) GTEST_SKIP() << installed.err;
    modules_ = installed.out.substr(0, installed.out.find('\n'));
  }

  std::vector<float> peer_scores(const Graph& graph, const std::vector<float>& rows) const {
    write_onnx(folder_ / "model.onnx", graph);
    write_file(folder_ / "rows", {reinterpret_cast<const char*>(rows.data()), rows.size() * sizeof(float)});
    const std::string folder = folder_.path().string();
    const auto ran = ::rwave::testing::run_command("node " RWAVE_SOURCE_DIR "/bench/infer/onnxruntime.cjs " +
                                                   modules_ + " run " + folder + "/model.onnx " + folder +
                                                   "/rows " + folder + "/scores");
    EXPECT_EQ(ran.status, 0) << ran.err;
    if (ran.status != 0) return {};
    const std::string bytes = read_file(folder_ / "scores");
    std::vector<float> scores(bytes.size() / sizeof(float));
    std::memcpy(scores.data(), bytes.data(), bytes.size());
    return scores;
  }

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

 private:
  ::rwave::testing::TemporaryFolder folder_;
  std::string modules_;
};

TEST_F(OnnxRuntime, Float32NetworksGiveTheSameScores) {
  EXPECT_LT(difference(seed_network(4), 20), 1e-5);
  EXPECT_LT(difference(kachuee_network(4), 20), 1e-5);
  EXPECT_LT(difference(residual_network(4), 20), 1e-5);
}

TEST_F(OnnxRuntime, RandomGraphsGiveTheSameScores) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed)
    EXPECT_LT(difference(RandomGraph(seed).make(), 3), 1e-4) << seed;
}

// It reads the int8 form; where a value lies between two steps the two may round apart.
TEST_F(OnnxRuntime, Int8NetworksGiveTheSameScoresToAStep) {
  Random random(8);
  const std::vector<float> rows = random_rows(random, 16, 187);
  EXPECT_LT(difference(quantize(seed_network(4), rows), 20), 0.01);
  EXPECT_LT(difference(quantize(residual_network(4), rows), 20), 0.01);
}

}  // namespace
}  // namespace rwave::infer
