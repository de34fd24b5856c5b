#pragma once
// The record of a trained network: everything that using and judging it takes besides its weights. It is the
// metadata of model.safetensors (docs/formats.md) and, as a card, of the exported ONNX file.

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "learn/options/train_options.h"

namespace rwave::learn {

// The model's name within the folder of a training.
inline constexpr std::string_view model_name = "model.safetensors";

// What a model file says of itself.
struct ModelRecord {
  // Names by class index.
  std::vector<std::string> classes;
  // How its rows are cut.
  std::string recipe;
  int channels = 1;
  // Samples of a channel, and the sampling rate in Hz.
  int width = 0;
  double rate = 0;
  // Of its training, the network's name among them.
  TrainOptions options;
  // Of its training: split, its description, rows, parameters, kept epoch, its validation scores, program.
  nlohmann::json training;
};

// As metadata of a model file, and back. record_from_json throws Error naming `file` where the metadata are
// of another version, damaged, or state what no model can have.
nlohmann::json record_to_json(const ModelRecord& record);
ModelRecord record_from_json(const nlohmann::json& metadata, const std::string& file);

// The file that `path` means: itself, or model.safetensors in that folder.
std::filesystem::path model_path(const std::filesystem::path& path);

}  // namespace rwave::learn
