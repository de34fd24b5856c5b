#pragma once
// Files of ours in ONNX Runtime, the independent reader. Tests are skipped, with the reason, where it cannot
// be installed.

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "base/output_file.h"
#include "infer/onnx_write.h"
#include "support/support.h"

namespace rwave::infer::testing {

class OnnxRuntime : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto installed = ::rwave::testing::run_command(RWAVE_SOURCE_DIR "/tools/onnxruntime");
    if (installed.status != 0) GTEST_SKIP() << installed.err;
    modules_ = installed.out.substr(0, installed.out.find('\n'));
  }

  // What it computes of these rows from the graph's file.
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

 private:
  ::rwave::testing::TemporaryFolder folder_;
  std::string modules_;
};

}  // namespace rwave::infer::testing
