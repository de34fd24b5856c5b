#pragma once
// A dataset by its specification: which rows, how they are cut, and which of them train, validate and test.
//
// One struct and one function. `beats`, `train`, `evaluate`, `transfer`, `tune`, the leakage check and
// `compare` all mean rows by a DatasetSpec, so that none of them can forget a part of it. Refused: options of
// each verb handed over field by field, which had drifted apart six times.

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "beat/beat_set.h"
#include "beat/recipes/recipe.h"
#include "dataset/split.h"

namespace rwave {

// What is done to training rows before a network sees them, drawn for each batch; 0 everywhere: nothing.
struct Augmentation {
  // Standard deviation of a row's factor around 1.
  double scale = 0;
  // Standard deviation of Gaussian noise, in the row's unit.
  double noise = 0;
  // Greatest move in time, samples either way.
  double shift = 0;
  // Greatest stretch in time, share of the row either way.
  double stretch = 0;
  // Share of the rows turned upside down.
  double flip = 0;

  bool any() const { return scale > 0 || noise > 0 || shift > 0 || stretch > 0 || flip > 0; }
  bool operator==(const Augmentation&) const = default;
};

// Which rows, in the words of the command line. Two equal specifications mean the same rows, bit for bit,
// as long as the data are the same.
struct DatasetSpec {
  // A database, folder or file; several with commas (dataset/load.h).
  std::string data;
  // How beats are cut from recordings (beat/recipes).
  std::string recipe{default_recipe};
  // Suffix of the annotation files.
  std::string annotator = "atr";
  // Hz, of tables that state no sampling rate; 0: they state it.
  double csv_rate = 0;
  // Of dataset/split.h; empty: none, all rows train.
  std::string split{official_split_name};
  // Of all rows, for the splits random and patient.
  double test_share = 0.2;
  // Of each class's training rows that is used.
  double train_share = 1;
  // Share of the training rows held out.
  double validation = 0;
  // Hold out whole patients instead of rows.
  bool validation_by_patient = false;
  // Draws split, subsample, validation rows, simulated rhythms.
  std::uint64_t seed = 1;
  // Copies of the training records with simulated rhythms.
  int simulate = 0;
  // Recordings cut at once, 0 = one per core; changes no row.
  int threads = 0;
  // While training; changes no row of the set.
  Augmentation augmentation;

  bool operator==(const DatasetSpec&) const = default;
};

// {"data": "mitdb", "recipe": "kaggle", "train-share": 1.0, "augment-flip": 0.0, ...}: the keys are the
// options of `rwave train`, so that the options a model file remembers are a specification too.
nlohmann::json to_json(const DatasetSpec& spec);

// The specification in these options; others are ignored, an absent one has its default, as in files of
// versions that did not know it. Former names of recipes and splits are read, and said of `where` unless that
// is empty. Throws Error, as of `where`, where a value is of another kind.
DatasetSpec spec_from_json(const nlohmann::json& options, std::string_view where);

// The rows that a specification means.
struct Dataset {
  DatasetSpec spec;
  BeatSet set;
  Split split;
  // The first rows of the set, cut from recordings; simulated ones follow.
  std::size_t recorded = 0;
  // What cutting left out.
  CutTally tally;

  // "data   87,554 training rows (of them 17,511 validation, seed 1), 21,892 test rows: random split,
  // patients on both sides"
  std::string line() const;
};

// Loads or cuts the rows (dataset/load.h), splits them, keeps `train_share` of the training rows, holds out
// validation rows and adds simulated ones. Throws Error or UsageError where any of it cannot be done.
Dataset build(const DatasetSpec& spec);

// The same of rows in memory, which are taken for `spec.data` cut by `spec.recipe`.
Dataset build(const DatasetSpec& spec, BeatSet rows);

// The part of build() before simulated rows: which of the rows are for what.
Split split_of(const DatasetSpec& spec, const BeatSet& rows);

}  // namespace rwave
