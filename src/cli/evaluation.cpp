#include "cli/evaluation.h"

#include <fmt/format.h>

#include <memory>

#include "beat/fingerprint.h"
#include "rwave/error.h"

namespace rwave::cli {

void add_evaluate_verb(CLI::App& app, const std::function<void(const EvaluateOptions&)>& answer) {
  auto options = std::make_shared<EvaluateOptions>();
  CLI::App* verb = app.add_subcommand("evaluate", "Score a trained network on a split's test rows");
  verb->add_option("MODEL", options->model,
                   "model.safetensors, as train wrote it, or its folder; or x.onnx, as export wrote it")
      ->required();
  verb->add_option("--data", options->data, "other data than the model was trained on");
  verb->add_option("--split", options->split,
                   "kaggle, ds1ds2, random, patient or fold:K/N; default: the training's");
  verb->add_option("--test-share", options->test_share, "for the splits random and patient")
      ->check(CLI::Range(0.0, 1.0));
  verb->add_option("--seed", options->seed, "draws the split; default: the training's")
      ->check(CLI::NonNegativeNumber);
  verb->add_option("--threads", options->threads, "0 = all cores")->check(CLI::Range(0, 1024));
  CLI::Option* json = verb->add_flag("--json", options->json, "scores as JSON");
  verb->add_flag("--csv", options->csv, "scores as CSV")->excludes(json);
  verb->add_flag("--records", options->records, "a line a record as well");
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
                  const std::vector<std::uint8_t>& predicted, const ScoredModel& model) {
  const Split& split = dataset.split;
  const bool trained_on = model.training.contains("rows_checksum") &&
                          model.training["rows_checksum"] == fingerprint(dataset.set, split);
  const char* caution =
      trained_on ? "" : "; NOT the rows of its training: it may have been trained on some of these";
  ScoreReport report =
      report_on(dataset.set, split.test, predicted,
                {model.name, fmt::format("{}, recipe {}", dataset.choice.data, dataset.set.recipe),
                 fmt::format("{} test rows: {}{}", split.name, split.description, caution), model.seed});
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
}

}  // namespace rwave::cli
