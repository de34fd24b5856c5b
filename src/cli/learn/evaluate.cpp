// rwave evaluate: a trained network's scores on the test rows of a split.
#include <fmt/format.h>

#include <memory>
#include <string>

#include "cli/common.h"
#include "cli/learn/dataset.h"
#include "cli/verbs.h"
#include "learn/model_file.h"
#include "learn/runtime.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

struct Options {
  std::string model;
  std::string data, split;
  double test_share = -1;
  std::int64_t seed = -1;
  int threads = 0;
  bool json = false, csv = false, records = false;
};

void evaluate(const Options& options) {
  learn::prepare_torch(options.threads);
  learn::TrainedModel model = learn::TrainedModel::load(options.model);
  // What is not asked for otherwise is as it was in training, so that the test rows are those the model never
  // saw; the checksum in the model tells whether they are.
  learn::TrainOptions as_trained = model.record().options;
  if (!options.data.empty()) as_trained.data = options.data;
  if (!options.split.empty()) as_trained.split = options.split;
  if (options.test_share >= 0) as_trained.test_share = options.test_share;
  if (options.seed >= 0) as_trained.seed = static_cast<std::uint64_t>(options.seed);
  const Dataset dataset = load_dataset(as_trained);
  const std::string caution =
      model.trained_on(dataset.set, dataset.split)
          ? ""
          : "; NOT the rows of its training: it may have been trained on some of these";
  if (dataset.split.test.empty())
    throw Error(fmt::format("the split '{}' has no test rows", dataset.split.name));
  ScoreReport report =
      report_on(dataset.set, dataset.split.test, model.classify(dataset.set, dataset.split.test),
                {as_trained.model, fmt::format("{}, recipe {}", as_trained.data, dataset.set.recipe),
                 fmt::format("{} test rows: {}{}", dataset.split.name, dataset.split.description, caution),
                 std::to_string(model.record().options.seed)});
  if (options.json) {
    auto json = score_json(report);
    json["training"] = model.record().training;
    fmt::print("{}\n", json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
  } else if (options.csv) {
    fmt::print("{}", score_csv(report));
  } else {
    if (!options.records) report.groups.clear();
    fmt::print("{}", score_text(report));
  }
}

}  // namespace

void add_evaluate(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("evaluate", "Score a trained network on a split's test rows");
  verb->add_option("model", options->model, "model.safetensors, as train wrote it")->required();
  verb->add_option("--data", options->data, "other data than the model was trained on");
  verb->add_option("--split", options->split,
                   "kaggle, ds1ds2, random, patient or fold:K/N; default: the training's");
  verb->add_option("--test-share", options->test_share, "for the splits random and patient")
      ->check(CLI::Range(0.0, 1.0));
  verb->add_option("--seed", options->seed, "draws the split; default: the training's")
      ->check(CLI::NonNegativeNumber);
  verb->add_option("--threads", options->threads, "0 = all cores")->check(CLI::NonNegativeNumber);
  CLI::Option* json = verb->add_flag("--json", options->json, "scores as JSON");
  verb->add_flag("--csv", options->csv, "scores as CSV")->excludes(json);
  verb->add_flag("--records", options->records, "a line a record as well");
  verb->callback([options] { evaluate(*options); });
}

}  // namespace rwave::cli
