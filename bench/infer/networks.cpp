// Writes networks with random weights for bench/infer/compare: speed does not depend on what was learned.
//   infer_networks FOLDER     seed.onnx, kachuee.onnx, residual.onnx, and each with -int8
#include <fmt/format.h>

#include <filesystem>
#include <string>

#include "infer/networks.h"
#include "infer/onnx_write.h"
#include "infer/quantize.h"
#include "rwave/error.h"

int main(int argc, char** argv) try {
  using namespace rwave::infer;
  if (argc != 2) throw rwave::UsageError("usage: infer_networks FOLDER");
  const std::filesystem::path folder = argv[1];
  rwave::Random random(1);
  const std::vector<float> rows = testing::random_rows(random, 64, 187);
  const auto write = [&](const std::string& name, const Graph& graph) {
    write_onnx(folder / (name + ".onnx"), graph);
    write_onnx(folder / (name + "-int8.onnx"), quantize(graph, rows));
  };
  write("seed", testing::seed_network(1));
  write("kachuee", testing::kachuee_network(1));
  write("residual", testing::residual_network(1));
  return 0;
} catch (const std::exception& fault) {
  fmt::print(stderr, "infer_networks: {}\n", fault.what());
  return 1;
}
