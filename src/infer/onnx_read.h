#pragma once
// ONNX files into graphs.

#include <filesystem>
#include <string_view>

#include "infer/graph.h"

namespace rwave::infer {

// Reads an ONNX file (opset 9 or newer; one float32 input (batch, channels, length) or (batch, features), one
// output; weights inside the file). The batch dimension is taken as free whatever the file states; Identity
// and Dropout vanish; QuantizeLinear must be followed by DequantizeLinear. Throws Error naming the file and
// what is wrong with it: no protobuf, an operator or attribute that is not known (named), a shape that is
// absurd or does not fit, weights that are missing or of another size.
Graph read_onnx(const std::filesystem::path& file);

// The same of bytes in memory; `name` stands for the file in messages.
Graph parse_onnx(std::string_view bytes, std::string_view name);

}  // namespace rwave::infer
