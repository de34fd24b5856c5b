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
#include "learn/model_file.h"
#include "score/provenance.h"

namespace rwave::cli {

struct ExplainOptions {
  std::string model, data, folder;
  std::int64_t rows = -1;  // below 0: what suits the part; 0: all
  std::uint64_t seed = 1;  // draws rows and whatever else is drawn
  int threads = 0;
  bool json = false;
  std::vector<std::string> layers;  // of layers, dimension; one of tsne
  std::optional<std::int64_t> row;  // of layers: a row of the test rows
  double perplexity = 30;           // of tsne
  bool random_start = false;        // of tsne
  bool points = false;              // of tsne: write what it is made of
};

// A model and rows that it never saw in training.
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

// The rows asked for, or `usual` of them.
std::int64_t rows_or(const ExplainOptions& options, std::int64_t usual);

// What a figure says it is of; `rows` as "2,000 test rows drawn of 21,892".
Provenance provenance_of(const Explained& explained, const std::string& rows);
std::string drawn_text(std::size_t drawn, std::size_t of, const std::string& use);

// The first columns of every table, "DATA,SPLIT,": the split whose test rows it is of.
inline constexpr const char* table_head = "data,split,";
std::string table_cells(const Explained& explained);

// Under the folder, without a suffix for figures. Where gnuplot is missing or fails, tables are all there is,
// and that is said once.
class Results {
 public:
  explicit Results(const Explained& explained) : folder_(explained.options.folder) {}

  void table(const std::string& name, const std::string& text);
  void figure(const std::string& stem, const Figure& figure);
  std::filesystem::path path(const std::string& name) const { return folder_ / name; }

  // Prints `summary` as JSON where it was asked for, else `text`, then the folder's name.
  static void print(const ExplainOptions& options, const nlohmann::json& summary, const std::string& text);

 private:
  std::filesystem::path folder_;
  bool pictures_ = true;
};

// The parts, each in the file of its name.
void explain_layers(const ExplainOptions& options);
void explain_tsne(const ExplainOptions& options);
void explain_attribution(const ExplainOptions& options);
void explain_claim(const ExplainOptions& options);
void explain_dimension(const ExplainOptions& options);

}  // namespace rwave::cli
