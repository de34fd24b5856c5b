#pragma once
// The safetensors format: tensors on disk (docs/formats.md): an 8-byte header length, a JSON header, raw
// values. Models and checkpoints both use it. Refused: libtorch's own archive, a ZIP file of pickles and
// TorchScript, which is a program that its reader must run, fails deep inside libtorch where it is damaged,
// and needs libtorch to be read at all.

#include <torch/torch.h>

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace rwave::learn {

// `metadata` is kept as text under the header's "__metadata__" key "rwave".
struct TensorFile {
  // The record of a model, the state of a checkpoint.
  nlohmann::json metadata;
  std::map<std::string, torch::Tensor> tensors;
};

// Writes float32, int64 and uint8 tensors of any device, whole or not at all. Names must differ.
void write_tensors(const std::filesystem::path& file, const nlohmann::json& metadata,
                   const std::vector<std::pair<std::string, torch::Tensor>>& tensors);

// Reads such a file. Nothing in it is trusted: sizes are checked before anything is allocated, the values
// against a checksum that the writer left. Throws Error with the offset of what does not fit.
TensorFile read_tensors(const std::filesystem::path& file);

}  // namespace rwave::learn
