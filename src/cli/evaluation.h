#pragma once
// rwave evaluate, as far as it is the same for both kinds of model: ONNX files, which the runtime scores, and
// trained models, which take libtorch.

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "dataset/dataset.h"

namespace rwave::cli {

// What `rwave evaluate` was asked for; both answers take the same options.
struct EvaluateOptions {
  // An ONNX file, a trained model's file or its folder.
  std::string model;
  // Empty: the training's.
  std::string data, split;
  // Share of the rows that tests, 0 to 1, and the seed that draws them. Below 0: the training's.
  double test_share = -1;
  std::int64_t seed = -1;
  // 0: all cores.
  int threads = 0;
  // Forms of the answer besides the table; `records` a line each record, `by_recording` a verdict each
  // recording.
  bool json = false, csv = false, records = false, by_recording = false;
  // Answers are not adapted to the patient.
  bool beats_alone = false;
  // STEM of STEM.svg and STEM.png; empty: none.
  std::string figure;
  // Folder of the error page (experiment/errors/errors.h); empty: none.
  std::string errors;
  // Pictures of the worst errors, per kind of error.
  int panels = 12;
};

// The verb, its options, and what answers it.
void add_evaluate_verb(CLI::App& app, const std::function<void(const EvaluateOptions&)>& answer);

// The rows asked for. What is not asked for otherwise is as it was in training, so that the test rows are
// those the model never saw. Error where no row tests.
Dataset load_asked(const EvaluateOptions& options, DatasetSpec as_trained);

// The model that was scored; `training` is its record's (docs/formats.md).
struct ScoredModel {
  std::string name;
  // Of its training.
  std::string seed;
  nlohmann::json training;
};

// Prints the scores on the test rows, of which `probabilities` (rows x classes) are the network's answers,
// adapted to the patients where the recipe has it (beat/patient_prior.h), in the form asked for, then draws
// and writes what else was asked for. A row's class is the most probable, the lowest index where several are
// equal. With `by_recording` recordings are scored instead of beats (experiment/score_dataset.h). Says so
// where the rows are not those of the training.
void print_scores(const EvaluateOptions& options, const Dataset& dataset, std::vector<float> probabilities,
                  const ScoredModel& model);

}  // namespace rwave::cli
