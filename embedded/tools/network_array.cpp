// Writes a template-rr network as constant arrays of C++, for embedded/src/network.cpp.
//   network_array MODEL.onnx OUT.h [--int8]
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "base/output_file.h"
#include "infer/onnx_read.h"
#include "rwave/error.h"

namespace {

using rwave::Error;
using rwave::infer::Graph;
using rwave::infer::Tensor;

struct Writer {
  const Graph& graph;
  std::string file;
  bool int8;
  std::string text = {};
  std::size_t bytes = 0;

  const Tensor& constant(const std::string& name, const std::vector<std::int64_t>& shape) const {
    const auto found = graph.constants.find(name);
    if (found == graph.constants.end() || found->second.shape != shape)
      throw Error(file, fmt::format("is no template-rr network: no constant {} of the expected shape", name));
    return found->second;
  }

  void array(std::string_view name, const std::vector<float>& values) {
    text += fmt::format("inline constexpr float {}[{}] = {{", name, values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
      text += fmt::format("{}{:a}F,", i % 6 == 0 ? "\n    " : " ", values[i]);
    text += "};\n";
    bytes += values.size() * sizeof(float);
  }

  // A layer (outputs, inputs, taps) as kernel[tap][input][output]; of its taps the first `used`.
  void layer(const std::string& name, const std::string& weight_name, const std::string& bias_name,
             std::int64_t outputs, std::int64_t inputs, std::int64_t taps, std::int64_t used,
             std::vector<std::int64_t> shape) {
    const Tensor& weight = constant(weight_name, shape);
    const Tensor& bias = constant(bias_name, {outputs});
    const auto at = [&](std::int64_t o, std::int64_t i, std::int64_t t) {
      return weight.floats()[static_cast<std::size_t>((o * inputs + i) * taps + t)];
    };
    std::vector<float> scales;
    for (std::int64_t o = 0; o < outputs; ++o) {
      float most = 0;
      for (std::int64_t i = 0; i < inputs; ++i)
        for (std::int64_t t = 0; t < used; ++t) most = std::max(most, std::fabs(at(o, i, t)));
      scales.push_back(most > 0 ? most / 127 : 1);
    }
    std::vector<float> kernel;
    for (std::int64_t t = 0; t < used; ++t)
      for (std::int64_t i = 0; i < inputs; ++i)
        for (std::int64_t o = 0; o < outputs; ++o)
          kernel.push_back(int8 ? std::round(at(o, i, t) / scales[static_cast<std::size_t>(o)])
                                : at(o, i, t));
    if (int8) {
      text += fmt::format("inline constexpr std::int8_t {}[{}] = {{", name, kernel.size());
      for (std::size_t i = 0; i < kernel.size(); ++i)
        text += fmt::format("{}{},", i % 16 == 0 ? "\n    " : " ", static_cast<int>(kernel[i]));
      text += "};\n";
      bytes += kernel.size();
      array(name + "_scale", scales);
    } else {
      array(name, kernel);
      text += fmt::format("inline constexpr const float* {}_scale = nullptr;\n", name);
    }
    const auto values = bias.floats();
    array(name + "_bias", {values.begin(), values.end()});
  }
};

std::string written(const Graph& graph, const std::string& file, bool int8) {
  if (!graph.card || graph.card->recipe != "template-rr")
    throw Error(file, "is no network of the recipe template-rr");
  if (graph.card->classes != std::vector<std::string>{"N", "S", "V", "F", "Q"})
    throw Error(file, "tells other classes apart than N S V F Q");
  constexpr std::int64_t features = 27, width = 90;  // the rest of the row's second channel is 0
  Writer writer{graph, file, int8};
  const std::string way = "ways.first.norm";
  writer.layer("conv1", way + "1.out.weight", way + "1.out.bias", 16, 1, 7, 7, {16, 1, 7});
  writer.layer("conv2", way + "2.out.weight", way + "2.out.bias", 16, 16, 5, 5, {16, 16, 5});
  writer.layer("conv3", way + "3.out.weight", way + "3.out.bias", 24, 16, 5, 5, {24, 16, 5});
  writer.layer("conv4", way + "4.out.weight", way + "4.out.bias", 32, 24, 5, 5, {32, 24, 5});
  writer.layer("features", "ways.second.norm.out.weight", "ways.second.norm.out.bias", 32, 1, width, features,
               {32, 1, width});
  writer.layer("fc1", "fc1.weight", "fc1.bias", 32, 96, 1, 1, {32, 96});
  writer.layer("fc2", "fc2.weight", "fc2.bias", 5, 32, 1, 1, {5, 32});
  return fmt::format(
      "#pragma once\n// Written by embedded/tools/network_array.cpp from {}; not to be edited.\n#include "
      "<cstddef>\n"
      "#include <cstdint>\n\nnamespace rwave::embedded::weights {{\n\nusing Weight = {};\n"
      "inline constexpr bool scaled = {};\n{}\ninline constexpr std::size_t bytes = {};\n\n}}  // namespace "
      "rwave::embedded::weights\n",
      std::filesystem::path(file).filename().string(), int8 ? "std::int8_t" : "float", int8, writer.text,
      writer.bytes);
}

}  // namespace

int main(int count, char** arguments) try {
  const bool int8 = count == 4 && std::string_view(arguments[3]) == "--int8";
  if (count != 3 && !int8) {
    fmt::print(stderr, "network_array MODEL.onnx OUT.h [--int8]\n");
    return 2;
  }
  const Graph graph = rwave::infer::read_onnx(arguments[1]);
  rwave::OutputFile out(arguments[2]);
  const std::string text = written(graph, arguments[1], int8);
  out.write(text);
  out.commit();
  return 0;
} catch (const std::exception& fault) {
  fmt::print(stderr, "network_array: {}\n", fault.what());
  return 1;
}
