#pragma once
// Graphs into ONNX files.

#include <filesystem>
#include <string>

#include "infer/graph.h"

namespace rwave::infer {

// Writes the graph as ONNX, opset 13, batch dimension free, the card as metadata "rwave.card". int8 weights
// are written as such, each with a DequantizeLinear, so ONNX Runtime runs the file too. Whole or not at all;
// equal graphs give equal bytes. Throws Error where the graph makes no sense or the file cannot be written.
void write_onnx(const std::filesystem::path& file, const Graph& graph);

// The bytes of such a file.
std::string to_onnx(const Graph& graph);

}  // namespace rwave::infer
