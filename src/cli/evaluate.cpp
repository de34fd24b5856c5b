// rwave evaluate of an ONNX file: the same tables as of a trained model, by the runtime, without libtorch.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <span>

#include "beat/recipes/recipe.h"
#include "cli/common.h"
#include "cli/evaluation.h"
#include "cli/verbs.h"
#include "dataset/row_form.h"
#include "infer/network.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

using nlohmann::json;

// Copied side by side for the network.
constexpr std::size_t rows_at_once = 4096;

// The rows of the training, as its record in the card names them; the recipe is the card's own.
DatasetSpec spec_of(const infer::ModelCard& card, const json& training, const std::string& file) {
  DatasetSpec spec = spec_from_json(training.value("options", json::object()), file);
  spec.recipe = current_recipe(card.recipe, file);
  return spec;
}

// The network's answers, (rows x classes).
std::vector<float> probabilities_of(infer::Network& network, const BeatSet& set,
                                    std::span<const std::uint32_t> rows) {
  const auto classes = static_cast<std::size_t>(network.row_scores());
  std::vector<float> values, scores;
  for (std::size_t first = 0; first < rows.size(); first += rows_at_once) {
    const auto part = rows.subspan(first, std::min(rows_at_once, rows.size() - first));
    values.clear();
    for (const std::uint32_t row : part) {
      const auto samples = set.row(row);
      // One NaN would pass through every layer and come out as some class. It cannot come from a
      // recipe of ours, so the file is damaged.
      if (!std::ranges::all_of(samples, [](float value) { return std::isfinite(value); }))
        throw Error(fmt::format("row {}: a value is not a number", row));
      values.insert(values.end(), samples.begin(), samples.end());
    }
    scores.resize((first + part.size()) * classes);
    network.run(values, std::span(scores).subspan(first * classes));
  }
  return scores;
}

void evaluate(const EvaluateOptions& options) {
  infer::Network network = infer::Network::load(options.model, {.threads = options.threads});
  if (!network.card()) {
    throw Error(options.model,
                "has no model card: nothing says how its rows are cut and what its outputs mean;"
                " rwave export writes files that have one");
  }
  const infer::ModelCard& card = *network.card();
  const json training = json::parse(card.training);
  const DatasetSpec spec = spec_of(card, training, options.model);
  if (spec.data.empty() && options.data.empty())
    throw UsageError(options.model + " does not say what it was trained on: give --data");
  const Dataset dataset = load_asked(options, spec);
  const std::string name = card.name.empty() ? options.model : card.name;
  // Rows of another width, scale or order of classes would give scores that look sound and mean
  // nothing.
  require_form(dataset.set, {spec.recipe, card.channels, card.width, card.classes, card.normalisation}, name);
  const json options_of_training = training.value("options", json::object());
  print_scores(options, dataset, probabilities_of(network, dataset.set, dataset.split.test),
               {name, options_of_training.contains("seed") ? options_of_training["seed"].dump() : "not known",
                training});
}

}  // namespace

void add_evaluate(CLI::App& app, const std::function<int()>& learning_half) {
  add_evaluate_verb(app, [learning_half](const EvaluateOptions& options) {
    if (std::filesystem::path(options.model).extension() != ".onnx") std::exit(learning_half());
    evaluate(options);
  });
}

}  // namespace rwave::cli
