#pragma once
// A finished training, as `rwave train` leaves it in its folder, read without libtorch.

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace rwave::experiment {

// One class's figures on the test rows: shares of 1, NaN where undefined (0 of 0).
struct ClassFigures {
  std::string name;
  // Test rows of the class.
  std::int64_t beats = 0;
  double recall = 0;
  double precision = 0;
  double f1 = 0;
};

// All that a comparison asks of one training.
struct Run {
  // As it was given, for messages.
  std::filesystem::path folder;
  // Its name by the training's options (see CurrentOptions).
  std::string network;
  // Unweighted, weighted, augmented, or weighted and augmented.
  std::string treatment;
  // What the rows were cut from, and how: "mitdb, recipe kaggle".
  std::string data;
  // The split's name, by which groups are formed, and what it means for the rows scored, in words.
  std::string split;
  std::string split_text;
  // Of the training; groups are runs that differ in nothing else.
  std::string seed;
  // Of the training, those that change its result, without the seed.
  nlohmann::json options;
  // In the order of the model's classes.
  std::vector<ClassFigures> classes;
  // Of the test rows, shares of 1.
  double accuracy = 0;
  double balanced_accuracy = 0;
  double macro_f1 = 0;
  // Trainable values of the network.
  double parameters = 0;
  // Of training, summed over the epochs of log.csv.
  double seconds = 0;
  // Epochs trained, and the one whose weights were kept.
  double epochs = 0;
  double kept_epoch = 0;

  // What published_scores() calls these data: mitdb or ptb; empty where they hold no figures on them.
  std::string published_data() const;

  // NaN figures for a class that there is not.
  ClassFigures of_class(const std::string& name) const;
};

// Today's form of the options that a model file remembers: what came later filled in, renamed words in their
// new spelling; `where` is said of the latter. A function, as the one list of a training's options and
// defaults is the learning half's, which this floor does without.
using CurrentOptions =
    std::function<nlohmann::json(const nlohmann::json& recorded, const std::string& where)>;

// Throws Error where the folder holds no finished training, naming what is missing and what to do. Without
// `current` the options are as the file has them.
Run read_run(const std::filesystem::path& folder, const CurrentOptions& current = {});

// The runs of these folders. One that is given twice is read once, and that is said on standard error.
std::vector<Run> read_runs(const std::vector<std::string>& folders, const CurrentOptions& current = {});

// Throws Error where the runs are not of the same data and classes, naming two that differ.
void require_same_data(const std::vector<Run>& runs);

}  // namespace rwave::experiment
