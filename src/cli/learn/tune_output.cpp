#include "cli/learn/tune_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/output_file.h"
#include "cli/learn/tune_space.h"
#include "figures/gnuplot.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

namespace fs = std::filesystem;
using experiment::StudyResult;
using nlohmann::json;

Provenance provenance_of(const Tuning& tuning) {
  const learn::TrainOptions& train = tuning.options.train;
  const Dataset& dataset = tuning.dataset;
  const bool searched =
      std::ranges::find(tuning.space, "model", &study::Parameter::name) != tuning.space.end();
  // A table that names one network for trials of several would be read as that network's.
  return {searched ? "several" : train.network.name,
          fmt::format("{}, recipe {}", train.rows.data, dataset.set.recipe),
          fmt::format("{} validation rows: {}", dataset.split.name, dataset.split.description),
          fmt::format("{}, study {}", train.seed, tuning.options.study_seed)};
}

// The line that trains with the best parameters; empty where no trial is complete.
std::string best_command(const Tuning& tuning, const StudyResult& result) {
  const study::Trial* best = result.best_trial();
  return best == nullptr ? ""
                         : train_command(tuning.options.train, tuning.space, best->parameters,
                                         (fs::path(tuning.options.folder) / "best").string());
}

std::string json_text(const Tuning& tuning, const StudyResult& result) {
  return experiment::study_json(result, best_command(tuning, result))
             .dump(2, ' ', false, json::error_handler_t::replace) +
         "\n";
}

}  // namespace

StudyResult result_of(const Tuning& tuning, const study::Study& study) {
  const TuneOptions& options = tuning.options;
  return experiment::study_result({.name = options.study,
                                   .storage = tuning.url.shown,
                                   .metric = text_of(options.train.selection.metric),
                                   .metric_text = metric_text(options.train),
                                   .direction = study.direction(),
                                   .sampler = options.sampler,
                                   .pruner = options.pruner,
                                   .random_draws = options.sampler == "tpe" ? options.startup : 0,
                                   .seed = options.study_seed,
                                   .space = tuning.space,
                                   .provenance = provenance_of(tuning)},
                                  study.trials());
}

void write_tables(const Tuning& tuning, const StudyResult& result) {
  const fs::path folder = tuning.options.folder;
  write_file(folder / "trials.csv", experiment::trials_csv(result));
  write_file(folder / "importances.csv", experiment::importances_csv(result));
  write_file(folder / "study.json", json_text(tuning, result));
}

void write_pictures(const Tuning& tuning, const StudyResult& result) {
  if (tuning.options.no_pictures) return;
  if (!have_gnuplot()) {
    fmt::print(stderr, "rwave: no pictures: gnuplot is not on PATH (Debian: gnuplot-nox)\n");
    return;
  }
  const fs::path folder = tuning.options.folder;
  const StudyPicture picture = experiment::picture_of(result);
  try {
    if (!picture.points.empty()) write_figure(study_history(picture), folder / "history");
    if (!picture.points.empty()) write_figure(study_slices(picture), folder / "slices");
    if (!picture.bars.empty()) write_figure(study_importances(picture), folder / "importances");
  } catch (const Error& fault) {  // the tables are written: a picture must not undo a study
    fmt::print(stderr, "rwave: no pictures: {}\n", fault.what());
  }
}

void print_result(const Tuning& tuning, const StudyResult& result) {
  if (tuning.options.json) {
    fmt::print("{}", json_text(tuning, result));
    return;
  }
  fmt::print("{}\n", head_line(result.setup.provenance));
  fmt::print("trials      {}\n", experiment::states_text(result.trials));
  std::string shares;
  for (const study::Importance& one : result.importances)
    shares += fmt::format("{}{} {:.0f} %", shares.empty() ? "" : ", ", one.name, 100 * one.share);
  if (!shares.empty()) fmt::print("importance  {} (of the variance, each alone)\n", shares);
  if (!result.best) {
    fmt::print("best        none: no trial is complete\n");
  } else {
    fmt::print("\n{}\n{}\n", experiment::best_table(result), best_command(tuning, result));
  }
  fmt::print("{}\n", tuning.options.folder);
}

}  // namespace rwave::cli
