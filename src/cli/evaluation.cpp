#include "cli/evaluation.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "beat/fingerprint.h"
#include "cli/by_recording.h"
#include "report/certainty_figure.h"
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

}  // namespace

void add_evaluate_verb(CLI::App& app, const std::function<void(const EvaluateOptions&)>& answer) {
  auto options = std::make_shared<EvaluateOptions>();
  CLI::App* verb = app.add_subcommand("evaluate", "Score a trained network on a split's test rows");
  verb->add_option("MODEL", options->model,
                   "model.safetensors, as train wrote it, or its folder; or x.onnx, as export wrote it")
      ->required();
  verb->add_option("--data", options->data, "other data than the model was trained on");
  verb->add_option("--split", options->split,
                   "kaggle, ds1ds2, random, patient, fold:K/N or patient:K/N; default: the training's");
  verb->add_option("--test-share", options->test_share, "for the splits random and patient")
      ->check(CLI::Range(0.0, 1.0));
  verb->add_option("--seed", options->seed, "draws the split; default: the training's")
      ->check(CLI::NonNegativeNumber);
  verb->add_option("--threads", options->threads, "0 = all cores")->check(CLI::Range(0, 1024));
  CLI::Option* json = verb->add_flag("--json", options->json, "scores as JSON");
  verb->add_flag("--csv", options->csv, "scores as CSV")->excludes(json);
  CLI::Option* records = verb->add_flag("--records", options->records, "a line a record as well");
  verb->add_flag(
          "--by-recording", options->by_recording,
          "score recordings of one diagnosis each (ptbxl) in place of beats: by the mean of their beats' "
          "probabilities")
      ->excludes(records);
  verb->add_option("--figure", options->figure,
                   "draw FIGURE.svg and .png: honesty of the probabilities, risk by coverage");
  verb->callback([options, answer] { answer(*options); });
}

Dataset load_asked(const EvaluateOptions& options, RowChoice as_trained) {
  // Simulated rows only tell whether these are the rows of the training; other rows do without.
  if (!options.data.empty() || !options.split.empty()) as_trained.simulate = 0;
  if (!options.data.empty()) as_trained.data = options.data;
  if (!options.split.empty()) as_trained.split = options.split;
  if (options.test_share >= 0) as_trained.test_share = options.test_share;
  if (options.seed >= 0) as_trained.seed = static_cast<std::uint64_t>(options.seed);
  Dataset dataset = load_dataset(as_trained);
  if (dataset.split.test.empty())
    throw Error(fmt::format("the split '{}' has no test rows", dataset.split.name));
  return dataset;
}

void print_scores(const EvaluateOptions& options, const Dataset& dataset,
                  const std::vector<float>& probabilities, const ScoredModel& model) {
  const Split& split = dataset.split;
  const bool trained_on = model.training.contains("rows_checksum") &&
                          model.training["rows_checksum"] == fingerprint(dataset.set, split);
  const char* caution =
      trained_on ? "" : "; NOT the rows of its training: it may have been trained on some of these";
  const Recordings recordings = options.by_recording ? by_recording(dataset, probabilities) : Recordings{};
  const Dataset& scored = options.by_recording ? recordings.dataset : dataset;
  const Answers given = answers_of(scored, options.by_recording ? recordings.probabilities : probabilities);
  ScoreReport report = report_on(
      scored.set, scored.split.test, given.predicted,
      {model.name, fmt::format("{}, recipe {}", dataset.choice.data, dataset.set.recipe),
       fmt::format("{} test {}: {}{}", split.name,
                   options.by_recording ? "recordings, by the mean of their beats' probabilities" : "rows",
                   split.description, caution),
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
}

}  // namespace rwave::cli
