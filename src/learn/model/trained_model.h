#pragma once
// A trained network that classifies, and its file model.safetensors. Nothing here needs libtorch's headers:
// the command line includes it, and each file that included them would take ten seconds more to compile.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "beat/beat_set.h"
#include "dataset/split.h"
#include "learn/model/record.h"

namespace rwave::infer {
struct Graph;
}

namespace rwave::learn {

// A network with its record. Moved, not copied: its weights may be 20 MB.
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

  // Temperature scaling (Guo 2017): divides the logits by `temperature`, through the weights of the last
  // layer, so that files and runtimes need no further step; the record's training says so. Error where the
  // network does not end in a Linear layer.
  void scale_temperature(double temperature);

  // Writes it as training does; folders are made.
  void save(const std::filesystem::path& file) const;

  // The network itself, in eval mode: learn/model/weights.h says what it is.
  struct Weights;
  Weights& weights() { return *weights_; }

 private:
  TrainedModel(ModelRecord record, std::unique_ptr<Weights> weights);

  ModelRecord record_;
  std::unique_ptr<Weights> weights_;
};

}  // namespace rwave::learn
