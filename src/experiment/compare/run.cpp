// A training's folder as one run. Scores come from scores.json and not from the model's record, which has
// those of the validation rows alone.
#include "experiment/compare/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <limits>
#include <system_error>

#include "base/csv_table.h"
#include "base/output_file.h"
#include "beat/recipes/recipe.h"
#include "dataset/dataset.h"
#include "experiment/model_record.h"
#include "rwave/error.h"

namespace rwave::experiment {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

double figure_of(const json& record, const char* key) {
  const auto value = record.find(key);
  return value != record.end() && value->is_number() ? value->get<double>()
                                                     : std::numeric_limits<double>::quiet_NaN();
}

// Named as the report names its treatments; how much of it is in the options, which make a variant.
std::string treatment_of(const json& options, const DatasetSpec& rows) {
  const bool weighted = options.value("class-weights", "none") != "none";
  const bool augmented = rows.augmentation.any();
  if (weighted && augmented) return "weighted and augmented";
  return weighted ? "weighted" : augmented ? "augmented" : "unweighted";
}

// What two trainings must have in common to be seeds of one another. Where the data lie and on what they were
// trained does not count.
json defining(json options) {
  for (const char* key : {"seed", "threads", "device", "given", "data"}) options.erase(key);
  return options;
}

void read_scores(Run& run, const json& scores) {
  run.data = scores.at("data").get<std::string>();
  run.split_text = scores.at("split").get<std::string>();
  run.seed = scores.at("seeds").get<std::string>();
  run.accuracy = figure_of(scores, "accuracy");
  run.balanced_accuracy = figure_of(scores, "balanced_accuracy");
  run.macro_f1 = figure_of(scores, "macro_f1");
  for (const json& one : scores.at("classes")) {
    run.classes.push_back({one.at("name").get<std::string>(), one.at("beats").get<std::int64_t>(),
                           figure_of(one, "sensitivity"), figure_of(one, "positive_predictivity"),
                           figure_of(one, "f1")});
  }
}

void read_record(Run& run, const json& record, const CurrentOptions& current) {
  const std::string where = run.folder.string();
  const json options = current ? current(record.at("options"), where) : record.at("options");
  const DatasetSpec rows = spec_from_json(options, where);
  const json& training = record.at("training");
  run.network = options.at("model").get<std::string>();
  run.split = rows.split;
  run.treatment = treatment_of(options, rows);
  run.options = defining(options);
  run.parameters = figure_of(training, "parameters");
  run.kept_epoch = figure_of(training, "kept_epoch");
}

// Epochs of a resumed training are in one log, so their seconds add up over the attempts.
void read_log(Run& run, const CsvTable& log) {
  run.epochs = static_cast<double>(log.rows.size());
  for (std::size_t i = 0; i < log.rows.size(); ++i) run.seconds += log.number(i, "seconds");
}

}  // namespace

// `data` is "NAME, recipe R", the name a database's or a path.
std::string Run::published_data() const {
  const std::size_t comma = data.rfind(", recipe ");
  if (comma == std::string::npos) return "";
  const std::string recipe = data.substr(comma + 9);
  const fs::path path = data.substr(0, comma);
  const std::string name = (path.has_filename() ? path : path.parent_path()).filename().string();
  const Recipe* known = find_recipe(recipe);
  if (known == nullptr || known->published.empty()) return "";
  const std::string published(known->published);
  // The folder of the published files holds both kinds of rows.
  const bool same = name == "kaggle" || name == (published == "ptb" ? "ptb-rows" : published);
  return same ? published : "";
}

ClassFigures Run::of_class(const std::string& name) const {
  for (const ClassFigures& one : classes)
    if (one.name == name) return one;
  const double none = std::numeric_limits<double>::quiet_NaN();
  return {name, 0, none, none, none};
}

// All three files are asked for first: a training that is still running has a model and a log
// already, and only scores.json, which is written at its end, shows that it is finished.
Run read_run(const fs::path& folder, const CurrentOptions& current) {
  for (const char* name : {"model.safetensors", "scores.json", "log.csv"}) {
    if (fs::is_regular_file(folder / name)) continue;
    throw Error(folder.string(), fmt::format("holds no {}: expected the folder of a finished `rwave train`,"
                                             " with test rows",
                                             name));
  }
  Run run;
  run.folder = folder;
  try {
    read_record(run, read_model_record((folder / "model.safetensors").string()), current);
    const json scores = json::parse(read_file(folder / "scores.json"));
    // Files of two trainings mixed in one folder would give one network the scores of the other.
    if (scores.at("model") != run.network) {
      throw Error((folder / "scores.json").string(),
                  fmt::format("scores '{}', but the network next to it is '{}'",
                              scores.at("model").get<std::string>(), run.network));
    }
    read_scores(run, scores);
  } catch (const json::exception& fault) {
    throw Error(folder.string(), fmt::format("its record or scores.json does not read: {}", fault.what()));
  }
  read_log(run, read_csv(folder / "log.csv"));
  return run;
}

std::vector<Run> read_runs(const std::vector<std::string>& folders, const CurrentOptions& current) {
  std::vector<Run> runs;
  for (const std::string& folder : folders) {
    const auto same = [&](const Run& run) {
      // Then read_run says so.
      std::error_code absent;
      // Two spellings of one folder would count as two seeds of no spread.
      return fs::equivalent(run.folder, folder, absent);
    };
    if (std::ranges::any_of(runs, same))
      fmt::print(stderr, "rwave: {} is given twice and counts once\n", folder);
    else
      runs.push_back(read_run(folder, current));
  }
  return runs;
}

void require_same_data(const std::vector<Run>& runs) {
  const auto names = [](const Run& run) {
    std::string text;
    for (const ClassFigures& one : run.classes) text += (text.empty() ? "" : " ") + one.name;
    return text;
  };
  for (const Run& run : runs) {
    const Run& first = runs.front();
    if (run.data == first.data && names(run) == names(first)) continue;
    throw Error(run.folder.string(),
                fmt::format("was trained on '{}' (classes {}), {} on '{}' (classes {}): runs are compared on "
                            "the same data only",
                            run.data, names(run), first.folder.string(), first.data, names(first)));
  }
}

}  // namespace rwave::experiment
