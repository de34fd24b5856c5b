#pragma once
// What the parts of rwave explain share: the model, the rows it is explained on, and where results go.

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "dataset/dataset.h"
#include "figures/figure.h"
#include "learn/model/trained_model.h"
#include "score/provenance.h"

namespace rwave::cli {

// Options of all parts; those that only some take say which.
struct ExplainOptions {
  // Model file or its folder; where the data are now (empty: where they were); folder for the results.
  std::string model, data, folder;
  // Below 0: what suits the part; 0: all.
  std::int64_t rows = -1;
  // Draws rows and whatever else is drawn.
  std::uint64_t seed = 1;
  // 0 = all cores.
  int threads = 0;
  // Print the main figures as JSON.
  bool json = false;
  // Of layers, probe; one of tsne.
  std::vector<std::string> layers;
  // Of layers: a row of the test rows.
  std::optional<std::int64_t> row;
  // Of tsne: neighbours that count for a point.
  double perplexity = 30;
  // Of tsne: begin from random places, else along the principal components.
  bool random_start = false;
  // Of tsne: write what it is made of.
  bool points = false;
};

// A model, and a dataset of whose test rows it never saw any in training.
struct Explained {
  ExplainOptions options;
  learn::TrainedModel model;
  Dataset dataset;
  int threads = 1;
};

// Loads both and makes the folder. Error where the rows do not fit the model, or none test.
Explained load_explained(const ExplainOptions& options);

// Up to `count` of the rows (0: all), drawn with the seed, in their order.
std::vector<std::uint32_t> draw_rows(const std::vector<std::uint32_t>& rows, std::int64_t count,
                                     std::uint64_t seed);

// The same of the rows of each class apart.
std::vector<std::uint32_t> draw_rows_by_class(const BeatSet& set, const std::vector<std::uint32_t>& rows,
                                              std::int64_t count, std::uint64_t seed);

// The rows asked for, or `otherwise` where none were.
std::int64_t rows_or(const ExplainOptions& options, std::int64_t otherwise);

// What a figure says it is of; `rows` as "2,000 test rows drawn of 21,892".
Provenance provenance_of(const Explained& explained, const std::string& rows);
std::string drawn_text(std::size_t drawn, std::size_t of, const std::string& use);

// The first columns of every table, "DATA,SPLIT,": the split whose test rows it is of.
inline constexpr const char* table_head = "data,split,";
// Those columns' values for the data that is explained, with the comma.
std::string table_cells(const Explained& explained);

// Under the folder, without a suffix for figures. Where gnuplot is missing or fails, tables are all there is,
// and that is said once.
class Results {
 public:
  explicit Results(const Explained& explained) : folder_(explained.options.folder) {}

  // A text file, whole or not at all.
  void table(const std::string& name, const std::string& text);
  // STEM.svg and STEM.png.
  void figure(const std::string& stem, const Figure& figure);
  std::filesystem::path path(const std::string& name) const { return folder_ / name; }

  // Prints `summary` as JSON where it was asked for, else `text`, then the folder's name.
  static void print(const ExplainOptions& options, const nlohmann::json& summary, const std::string& text);

 private:
  std::filesystem::path folder_;
  // False once gnuplot has failed: no picture is tried again.
  bool pictures_ = true;
};

// The parts, each in the file of its name.
// Outputs of each layer for one beat (figures/layer_figure.h).
void explain_layers(const ExplainOptions& options);
// The rows as a layer sees them, in the plane (embed/tsne.h).
void explain_tsne(const ExplainOptions& options);
// On which samples the answer rests, by class.
void explain_attribution(const ExplainOptions& options);
// Scores with parts of the rows taken away.
void explain_ablation(const ExplainOptions& options);
// How few dimensions of a layer carry the decision.
void explain_probe(const ExplainOptions& options);

}  // namespace rwave::cli
