#pragma once
// The contract between the learning and the runtime half: everything that using a network takes besides the
// network itself. It travels in the ONNX file's metadata (docs/formats.md).

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace rwave::infer {

struct ModelCard {
  // The network's: "seed", "small".
  std::string name;
  // How its rows are cut from a recording: "kaggle".
  std::string recipe;
  // How a row's values are scaled: "minmax". It must be the recipe's own: a network that was trained on
  // other rows is refused (classify/model.cpp).
  std::string normalisation;
  // The lead it was trained on: "MLII"; empty: any.
  std::string lead;
  // Samples a second within a row, Hz.
  double rate = 0;
  // Leads of a row, one after the other.
  int channels = 1;
  // Samples of a channel.
  int width = 0;
  // Names in the order of the network's outputs.
  std::vector<std::string> classes;
  // A JSON object as text: data, split, seed, options, scores, program version. Text, as the JSON library's
  // header would else be part of every file of this floor.
  std::string training = "{}";

  bool operator==(const ModelCard&) const = default;
};

// The card as JSON text, and back. card_of throws Error, as of `file`, naming the field that is missing, of
// another type or absurd.
std::string to_text(const ModelCard& card);
ModelCard card_of(std::string_view text, std::string_view file);

// The card as JSON, for `rwave info`.
nlohmann::json to_json(const ModelCard& card);

// Throws Error, as of `file`, where the card does not fit a network of this many values in and out per row.
void check_fits(const ModelCard& card, std::int64_t values, std::int64_t outputs, std::string_view file);

}  // namespace rwave::infer
