#pragma once
// The output of `rwave info` for networks.

#include <string>

namespace rwave::cli {

// An ONNX file: its model card and its layers. Error where it is none that the runtime reads.
void print_onnx_info(const std::string& file, bool json);

// A trained model, model.safetensors: its record and its tensors. Needs no libtorch. Error where it is
// damaged.
void print_trained_info(const std::string& file, bool json);

}  // namespace rwave::cli
