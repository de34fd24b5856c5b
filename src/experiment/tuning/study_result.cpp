#include "experiment/tuning/study_result.h"

#include <fmt/format.h>

#include <algorithm>

#include "score/format.h"

namespace rwave::experiment {
namespace {

using study::Trial;
using study::TrialState;

constexpr std::size_t shown_trials = 5;

bool is_candidate(const study::Space& space, const Trial& trial) {
  return trial.finished_well() &&
         std::ranges::all_of(space, [&](const auto& one) { return trial.parameters.contains(one.name); });
}

std::vector<double> coordinates_of(const study::Space& space, const Trial& trial) {
  std::vector<double> coordinates;
  for (const study::Parameter& parameter : space) coordinates.push_back(trial.parameters.at(parameter.name));
  return coordinates;
}

// Choices are numbered in the database, as Optuna does it; the picture shows their words.
StudyAxis axis_of(const study::Parameter& parameter) {
  StudyAxis axis{parameter.name,
                 parameter.distribution.log,
                 parameter.distribution.low,
                 parameter.distribution.high,
                 {}};
  for (std::size_t i = 0; i < parameter.distribution.choices.size(); ++i)
    axis.choices.push_back(value_text(parameter.distribution, static_cast<double>(i)));
  return axis;
}

}  // namespace

StudyResult study_result(StudySetup setup, std::vector<Trial> trials) {
  StudyResult result{std::move(setup), std::move(trials)};
  const StudySetup& of = result.setup;
  for (std::size_t i = 0; i < result.trials.size(); ++i) {
    const Trial& trial = result.trials[i];
    if (is_candidate(of.space, trial) &&
        (!result.best || study::better(of.direction, *trial.value, *result.best_trial()->value)))
      result.best = i;
  }
  result.importances = importances(of.space, result.trials, of.seed);
  return result;
}

std::string best_table(const StudyResult& result) {
  const StudySetup& of = result.setup;
  std::vector<const Trial*> ranked;
  for (const Trial& trial : result.trials)
    if (is_candidate(of.space, trial)) ranked.push_back(&trial);
  // Stable: of equal values the earlier trial, which is the one that result.best names.
  std::ranges::stable_sort(ranked, [&](const Trial* a, const Trial* b) {
    return study::better(of.direction, *a->value, *b->value);
  });
  ranked.resize(std::min(ranked.size(), shown_trials));
  std::vector<std::vector<std::string>> rows(1, {"trial", of.metric_text});
  for (const study::Parameter& parameter : of.space) rows[0].push_back(parameter.name);
  for (const Trial* trial : ranked) {
    std::vector<std::string>& row = rows.emplace_back();
    row = {std::to_string(trial->number), fmt::format("{:.4f}", *trial->value)};
    for (const study::Parameter& parameter : of.space) {
      const double value = trial->parameters.at(parameter.name);
      row.push_back(parameter.distribution.kind == study::Kind::real
                        ? fmt::format("{:.3g}", value)
                        : value_text(parameter.distribution, value));
    }
  }
  return aligned(rows);
}

StudyPicture picture_of(const StudyResult& result) {
  const StudySetup& of = result.setup;
  StudyPicture picture;
  picture.metric = of.metric_text;
  picture.greater_is_better = of.direction == study::Direction::maximize;
  for (const study::Parameter& parameter : of.space) picture.axes.push_back(axis_of(parameter));
  for (const Trial& trial : result.trials) {
    // A pruned trial without any report has no value to draw.
    const bool pruned = trial.state == TrialState::pruned && trial.value;
    if (!pruned && !trial.finished_well()) continue;
    if (trial.parameters.size() != of.space.size()) continue;
    picture.points.push_back({trial.number, pruned ? TrialFate::pruned : TrialFate::complete, *trial.value,
                              coordinates_of(of.space, trial)});
  }
  for (const study::Importance& one : result.importances)
    picture.bars.push_back({one.name, one.share, one.spread});
  picture.random_draws = of.random_draws;
  picture.provenance = of.provenance;
  return picture;
}

}  // namespace rwave::experiment
