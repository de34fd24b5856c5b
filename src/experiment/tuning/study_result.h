#pragma once
// A study of hyperparameters at its end, or where it was interrupted: its trials, the best of them, what each
// parameter decides, and the texts and pictures that say so.

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "figures/study_figures.h"
#include "score/provenance.h"
#include "study/importance.h"
#include "study/space.h"
#include "study/trial.h"

namespace rwave::experiment {

// What a study was asked for, as far as its tables repeat it (docs/tune.md).
struct StudySetup {
  // The study's name in the database, and the database as it may be shown: without a password.
  std::string name, storage;
  // The word of --metric, and the same for people: "macro-f1", "validation macro-F1".
  std::string metric, metric_text;
  // Whether more of the metric is better.
  study::Direction direction = study::Direction::maximize;
  // tpe, random or grid; median or none.
  std::string sampler, pruner;
  // Of tpe: first trials that were drawn at random.
  int random_draws = 0;
  // Draws the trials' parameters, and the forest of the importances.
  std::uint64_t seed = 1;
  study::Space space;
  // Of the rows that the trials are judged by.
  Provenance provenance;
};

// The setup, and what came of it.
struct StudyResult {
  StudySetup setup;
  // All, by number.
  std::vector<study::Trial> trials;
  // Index of the best complete trial with a value of every parameter: what other programs add to a study may
  // lack some. Nothing where there is none.
  std::optional<std::size_t> best = {};
  std::vector<study::Importance> importances = {};

  // Null where there is none.
  const study::Trial* best_trial() const { return best ? &trials[*best] : nullptr; }
};
// Looked for among all trials, whichever worker made them.
StudyResult study_result(StudySetup setup, std::vector<study::Trial> trials);

// "30: 24 complete, 5 pruned, 1 failed".
std::string states_text(const std::vector<study::Trial>& trials);

// A line per trial and a line per parameter. Each repeats model, data, split and seeds, as lines of several
// studies are put under each other in one sheet.
std::string trials_csv(const StudyResult& result);
std::string importances_csv(const StudyResult& result);

// study.json. `command`: the line that trains with the best parameters; not read where there is no best.
nlohmann::json study_json(const StudyResult& result, const std::string& command);

// The best five complete trials, the best first, with their parameters: for people.
std::string best_table(const StudyResult& result);

// What the pictures of the study are drawn from: complete and pruned trials that have a value.
StudyPicture picture_of(const StudyResult& result);

}  // namespace rwave::experiment
