#pragma once
// A trained network on disk: weights and everything that using and judging it takes. Nothing here needs
// libtorch's headers.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "beat/beat_set.h"
#include "dataset/split.h"
#include "learn/options.h"

namespace rwave::infer {
struct Graph;
}

namespace rwave::learn {

// What a model file says of itself.
struct ModelRecord {
  std::vector<std::string> classes;  // names by class index
  std::string recipe;                // how its rows are cut
  int channels = 1;
  int width = 0;         // samples of a channel
  double rate = 0;       // Hz
  TrainOptions options;  // of its training, the network's name among them
  nlohmann::json
      training;  // split, its description, rows, parameters, kept epoch, its validation scores, program
};

// The file that `path` means: itself, or model.safetensors in that folder.
std::filesystem::path model_path(const std::filesystem::path& path);

// A network that is ready to classify.
class TrainedModel {
 public:
  // Reads OUT/model.safetensors (docs/formats.md), or that of the folder OUT. Throws Error where the file is
  // damaged, of another version, or its weights do not fit the network it names.
  static TrainedModel load(const std::filesystem::path& path);
  TrainedModel(TrainedModel&&) noexcept;
  ~TrainedModel();

  const ModelRecord& record() const { return record_; }

  // Error naming the first of classes, width and recipe in which the set differs from what the model was
  // trained on.
  void require_fits(const BeatSet& set) const;

  // Whether these rows, used this way, are those of its training: only then are the test rows surely unseen.
  bool trained_on(const BeatSet& set, const Split& split) const;

  // The network as the runtime half takes it: probabilities out, batch norms as trained, its card with it.
  infer::Graph to_graph() const;

  // Probabilities (rows.size() x classes, row after row), the softmax of the network's logits.
  std::vector<float> probabilities(const BeatSet& set, std::span<const std::uint32_t> rows);

  // The most probable class by row.
  std::vector<std::uint8_t> classify(const BeatSet& set, std::span<const std::uint32_t> rows);

  // Divides the logits by a temperature, by the weights of the last layer, and says so in the record's
  // training. Error where the network does not end in a Linear layer.
  void cool(double temperature);

  // Writes it as training does; folders are made.
  void save(const std::filesystem::path& file) const;

  // The network itself, in eval mode: learn/model_weights.h says what it is. Libtorch's types stay out of
  // this header.
  struct Weights;
  Weights& weights() { return *weights_; }

 private:
  TrainedModel(ModelRecord record, std::unique_ptr<Weights> weights);

  ModelRecord record_;
  std::unique_ptr<Weights> weights_;
};

}  // namespace rwave::learn
