#include "cli/evaluation.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "base/text.h"
#include "beat/patient_prior.h"
#include "cli/common.h"
#include "dataset/leakage.h"
#include "dataset/split.h"
#include "experiment/errors/errors.h"
#include "experiment/score_dataset.h"
#include "figures/certainty_figure.h"
#include "rwave/error.h"

namespace rwave::cli {

namespace {

struct Answers {
  std::vector<std::uint8_t> predicted;
  std::vector<Answer> answers;
};

Answers answers_of(const Dataset& dataset, const std::vector<float>& probabilities) {
  const auto classes = static_cast<std::ptrdiff_t>(dataset.set.classes.size());
  Answers given;
  auto row = probabilities.begin();
  for (const std::uint32_t index : dataset.split.test) {
    const auto best = std::max_element(row, row + classes);
    given.predicted.push_back(static_cast<std::uint8_t>(best - row));
    given.answers.push_back({*best, given.predicted.back() == dataset.set.labels[index]});
    row += classes;
  }
  return given;
}

// What a user types for the same rows, for whoever meets the outputs without it.
std::string command_of(const EvaluateOptions& options) {
  std::string command = "rwave evaluate " + shell_word(options.model);
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) command += fmt::format(" {} {}", name, shell_word(value));
  };
  add("--data", options.data);
  add("--split", options.split);
  if (options.test_share >= 0) add("--test-share", fmt::format("{}", options.test_share));
  if (options.seed >= 0) add("--seed", std::to_string(options.seed));
  if (options.beats_alone) command += " --beats-alone";
  add("--errors", options.errors);
  if (options.panels != EvaluateOptions{}.panels) add("--panels", std::to_string(options.panels));
  return command;
}

}  // namespace

void add_evaluate_verb(CLI::App& app, const std::function<void(const EvaluateOptions&)>& answer) {
  auto options = std::make_shared<EvaluateOptions>();
  CLI::App* verb = app.add_subcommand("evaluate", "Score a trained network on a split's test rows");
  verb->add_option("MODEL", options->model,
                   "model.safetensors, as train wrote it, or its folder; or x.onnx, as export wrote it")
      ->required();
  verb->add_option("--data", options->data, "other data than the model was trained on");
  verb->add_option("--split", options->split, fmt::format("{}; default: the training's", split_names));
  verb->add_option("--test-share", options->test_share, "for the splits random and patient")
      ->check(within(0.0, 1.0));
  verb->add_option("--seed", options->seed, "draws the split; default: the training's")
      ->check(CLI::NonNegativeNumber);
  verb->add_option("--threads", options->threads, "0 = all cores")->check(within(0, 1024));
  CLI::Option* json = verb->add_flag("--json", options->json, "scores as JSON");
  verb->add_flag("--csv", options->csv, "scores as CSV")->excludes(json);
  CLI::Option* records = verb->add_flag("--records", options->records, "a line per record as well");
  CLI::Option* recordings = verb->add_flag(
      "--by-recording", options->by_recording,
      "score recordings of one diagnosis each (ptbxl) instead of beats: by the mean of their beats' "
      "probabilities");
  recordings->excludes(records);
  verb->add_flag(
      "--beats-alone", options->beats_alone,
      "each beat as the network answers it, without the patient's prior of S (recipe template-rr)");
  verb->add_option("--figure", options->figure,
                   "draw FIGURE.svg and .png: honesty of the probabilities, risk by coverage");
  verb->add_option(
          "--errors", options->errors,
          "a folder for every wrong row as a table, where they are, and pictures of the most certain")
      ->excludes(recordings);
  verb->add_option("--panels", options->panels,
                   "errors drawn of each kind, a quarter of them from one record")
      ->check(within(1, 120));
  verb->callback([options, answer] { answer(*options); });
}

Dataset load_asked(const EvaluateOptions& options, DatasetSpec as_trained) {
  // Simulated rows only tell whether these are the rows of the training; other rows do without.
  if (!options.data.empty() || !options.split.empty()) as_trained.simulate = 0;
  if (!options.data.empty()) as_trained.data = options.data;
  if (!options.split.empty()) as_trained.split = current_split(options.split, "--split");
  if (options.test_share >= 0) as_trained.test_share = options.test_share;
  if (options.seed >= 0) as_trained.seed = static_cast<std::uint64_t>(options.seed);
  Dataset dataset = build(as_trained);
  if (dataset.split.test.empty())
    throw Error(fmt::format("the split '{}' has no test rows", dataset.split.name));
  return dataset;
}

void print_scores(const EvaluateOptions& options, const Dataset& dataset, std::vector<float> probabilities,
                  const ScoredModel& model) {
  const Split& split = dataset.split;
  // As classify does with a stream, so that the score is of what users get. `--beats-alone` shows
  // what the network does by itself.
  if (!options.beats_alone) apply_patient_prior(dataset.set, split.test, probabilities);
  // By a checksum of the rows and their use, not by names: data may have been moved, or a split
  // been made otherwise.
  const bool trained_on = model.training.contains("rows_checksum") &&
                          model.training["rows_checksum"] == fingerprint(dataset.set, split);
  const char* caution =
      trained_on ? "" : "; NOT the rows of its training: it may have been trained on some of these";
  const auto recordings =
      options.by_recording ? experiment::by_recording(dataset, probabilities) : experiment::Recordings{};
  const Dataset& scored = options.by_recording ? recordings.dataset : dataset;
  const Answers given = answers_of(scored, options.by_recording ? recordings.probabilities : probabilities);
  ScoreReport report = experiment::report_on(
      scored.set, scored.split.test, given.predicted,
      {model.name, fmt::format("{}, recipe {}", dataset.spec.data, dataset.set.recipe),
       fmt::format("{} test {}: {}{}{}", split.name,
                   options.by_recording ? "recordings, by the mean of their beats' probabilities" : "rows",
                   split.description,
                   options.beats_alone && has_patient_prior(dataset.set.recipe) ? "; each beat alone" : "",
                   caution),
       model.seed});
  report.answers = given.answers;
  if (options.by_recording) {
    report.unit = "recordings";
    report.groups.clear();  // of one recording each
  }
  if (options.json) {
    auto json = score_json(report);
    json["training"] = model.training;
    fmt::print("{}\n", json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
  } else if (options.csv) {
    fmt::print("{}", score_csv(report));
  } else {
    if (!options.records) report.groups.clear();
    fmt::print("{}", score_text(report));
  }
  if (!options.figure.empty()) {
    for (const auto& file : write_figure(certainty_figure(report.answers, report.provenance), options.figure))
      fmt::print(stderr, "written   {}\n", file.string());
  }
  if (options.errors.empty()) return;
  const std::string errors = experiment::write_errors(
      options.errors,
      {dataset, given.predicted, probabilities, report.provenance, command_of(options), options.panels});
  // On standard output JSON and CSV are read by programs.
  if (!options.json && !options.csv) fmt::print("\n{}", errors);
  fmt::print(stderr, "written   {}\n", (std::filesystem::path(options.errors) / "index.html").string());
}

}  // namespace rwave::cli
