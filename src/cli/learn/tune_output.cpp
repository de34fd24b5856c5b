#include "cli/learn/tune_output.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/output_file.h"
#include "cli/learn/tune_space.h"
#include "cli/learn/tune_summary.h"
#include "figures/gnuplot.h"
#include "figures/study_figures.h"
#include "rwave/error.h"
#include "score/format.h"

namespace rwave::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using study::Trial;
using study::TrialState;

constexpr std::size_t shown_trials = 5;

// Complete, with a value of every parameter: what other programs add to a study may lack some.
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

StudyPicture picture_of(const Tuning& tuning, const TuneResult& result) {
  StudyPicture picture;
  picture.metric = metric_text(tuning.options.train);
  picture.greater_is_better = direction_of(tuning.options.train) == study::Direction::maximize;
  for (const study::Parameter& parameter : tuning.space) picture.axes.push_back(axis_of(parameter));
  for (const Trial& trial : result.trials) {
    // A pruned trial without any report has no value to draw.
    const bool pruned = trial.state == TrialState::pruned && trial.value;
    if (!pruned && !trial.finished_well()) continue;
    if (trial.parameters.size() != tuning.space.size()) continue;
    picture.points.push_back({trial.number, pruned ? TrialFate::pruned : TrialFate::complete, *trial.value,
                              coordinates_of(tuning.space, trial)});
  }
  for (const study::Importance& one : result.importances)
    picture.bars.push_back({one.name, one.share, one.spread});
  if (tuning.options.sampler == "tpe") picture.random_draws = tuning.options.startup;
  picture.provenance = tune_provenance(tuning);
  return picture;
}

// The best complete trials, the best first.
std::string best_table(const Tuning& tuning, const TuneResult& result) {
  std::vector<const Trial*> ranked;
  for (const Trial& trial : result.trials) {
    if (is_candidate(tuning.space, trial)) ranked.push_back(&trial);
  }
  const study::Direction direction = direction_of(tuning.options.train);
  std::ranges::stable_sort(
      ranked, [&](const Trial* a, const Trial* b) { return study::better(direction, *a->value, *b->value); });
  ranked.resize(std::min(ranked.size(), shown_trials));
  std::vector<std::vector<std::string>> rows(1, {"trial", metric_text(tuning.options.train)});
  for (const study::Parameter& parameter : tuning.space) rows[0].push_back(parameter.name);
  for (const Trial* trial : ranked) {
    std::vector<std::string>& row = rows.emplace_back();
    row = {std::to_string(trial->number), fmt::format("{:.4f}", *trial->value)};
    for (const study::Parameter& parameter : tuning.space) {
      const double value = trial->parameters.at(parameter.name);
      row.push_back(parameter.distribution.kind == study::Kind::real
                        ? fmt::format("{:.3g}", value)
                        : value_text(parameter.distribution, value));
    }
  }
  return aligned(rows);
}

}  // namespace

// The best trial is looked for in what the database holds and not among this worker's own trials:
// others may have found it.
TuneResult result_of(const Tuning& tuning, const study::Study& study) {
  TuneResult result{study.trials(), nullptr, {}};
  for (const Trial& trial : result.trials) {
    if (is_candidate(tuning.space, trial) &&
        (!result.best || study::better(study.direction(), *trial.value, *result.best->value)))
      result.best = &trial;
  }
  result.importances = importances(tuning.space, result.trials, tuning.options.study_seed);
  return result;
}

void write_tables(const Tuning& tuning, const TuneResult& result) {
  const fs::path folder = tuning.options.folder;
  write_file(folder / "trials.csv", trials_csv(tuning, result));
  write_file(folder / "importances.csv", importances_csv(tuning, result));
  write_file(folder / "study.json",
             study_json(tuning, result).dump(2, ' ', false, json::error_handler_t::replace) + "\n");
}

void write_pictures(const Tuning& tuning, const TuneResult& result) {
  if (tuning.options.no_pictures) return;
  if (!have_gnuplot()) {
    fmt::print(stderr, "rwave: no pictures: gnuplot is not on PATH (Debian: gnuplot-nox)\n");
    return;
  }
  const fs::path folder = tuning.options.folder;
  const StudyPicture picture = picture_of(tuning, result);
  try {
    if (!picture.points.empty()) write_figure(study_history(picture), folder / "history");
    if (!picture.points.empty()) write_figure(study_slices(picture), folder / "slices");
    if (!picture.bars.empty()) write_figure(study_importances(picture), folder / "importances");
  } catch (const Error& fault) {  // the tables are written: a picture must not undo a study
    fmt::print(stderr, "rwave: no pictures: {}\n", fault.what());
  }
}

void print_result(const Tuning& tuning, const TuneResult& result) {
  if (tuning.options.json) {
    fmt::print("{}\n", study_json(tuning, result).dump(2, ' ', false, json::error_handler_t::replace));
    return;
  }
  fmt::print("{}\n", head_line(tune_provenance(tuning)));
  fmt::print("trials      {}\n", states_text(result.trials));
  std::string shares;
  for (const study::Importance& one : result.importances)
    shares += fmt::format("{}{} {:.0f} %", shares.empty() ? "" : ", ", one.name, 100 * one.share);
  if (!shares.empty()) fmt::print("importance  {} (of the variance, each alone)\n", shares);
  if (!result.best) {
    fmt::print("best        none: no trial is complete\n");
  } else {
    fmt::print("\n{}\n", best_table(tuning, result));
    fmt::print("{}\n", train_command(tuning.options.train, tuning.space, result.best->parameters,
                                     (fs::path(tuning.options.folder) / "best").string()));
  }
  fmt::print("{}\n", tuning.options.folder);
}

}  // namespace rwave::cli
