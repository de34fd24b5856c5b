// rwave calibrate: a trained network -> the same labels with honest probabilities.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/text.h"
#include "beat/patient_prior.h"
#include "cli/common.h"
#include "cli/learn/trained_rows.h"
#include "cli/verbs.h"
#include "learn/device/device.h"
#include "learn/model/trained_model.h"
#include "learn/train/training.h"
#include "rwave/error.h"
#include "score/certainty.h"

namespace rwave::cli {
namespace {

// A network trained with cross-entropy for many epochs is surer than it is right. One temperature
// by which all logits are divided mends that without changing any label, as it keeps the order of
// the classes; a map with a parameter for each class would move labels as well.
struct CalibrateArguments {
  std::string model, output;
  std::vector<std::string> by;
  int threads = 0;
};

// Answers to rows that trained nothing, and the true classes.
struct Judged {
  std::vector<float> probabilities;
  std::vector<std::uint8_t> labels;

  std::vector<Answer> answers() const {
    const std::size_t classes = probabilities.size() / labels.size();
    std::vector<Answer> all;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const auto row = std::span(probabilities).subspan(i * classes, classes);
      const auto best = std::ranges::max_element(row);
      all.push_back({*best, best - row.begin() == labels[i]});
    }
    return all;
  }
};

// A fold of patients who may train all the same is for choices, so its test rows may be looked at
// for this one. The split ds1ds2 is missing on purpose: the patients of DS2 judge the finished
// network, and a temperature fitted to them would make the reported calibration error too small.
bool is_fold(const std::string& split) {
  return split.starts_with("fold:") || split.starts_with("patient:") || split.starts_with("ds1:");
}

// Each network on the rows that it held out itself: with --by the folds together cover all rows.
void judge(const std::string& name, const std::vector<std::string>& classes, Judged& judged) {
  learn::TrainedModel model = learn::TrainedModel::load(name);
  // Probabilities of different class lists have different rows: pooled, they would be read with the
  // wrong width.
  if (model.record().classes != classes)
    throw Error(name, fmt::format("knows the classes {}, and the network to calibrate {}",
                                  fmt::join(model.record().classes, " "), fmt::join(classes, " ")));
  DatasetSpec spec = dataset_spec(model.record().options);
  spec.simulate = 0;  // trained, but judges nothing
  const Dataset dataset = build(spec);
  const Split& split = dataset.split;
  const auto& rows = split.validation.empty() && is_fold(spec.split) ? split.test : split.validation;
  // A temperature that is fitted to training rows would find the network surer than it is on others.
  if (rows.empty())
    throw UsageError(
        fmt::format("{} held out no validation rows, and its split '{}' is no fold: --by takes "
                    "networks trained alike that did",
                    name, spec.split));
  const std::vector<float> own = model.probabilities(dataset.set, rows);
  judged.probabilities.insert(judged.probabilities.end(), own.begin(), own.end());
  for (const std::uint32_t row : rows) judged.labels.push_back(dataset.set.labels[row]);
}

void calibrate(const CalibrateArguments& options) {
  learn::prepare_torch(options.threads);
  learn::TrainedModel model = learn::TrainedModel::load(options.model);
  const auto output = std::filesystem::path(options.output) / learn::model_name;
  std::error_code absent;
  if (std::filesystem::equivalent(learn::model_path(options.model), output, absent))
    // The trained model is kept: a temperature that was fitted to poor rows must not be all that is
    // left.
    throw UsageError(fmt::format("-o {} is the model itself: choose another folder", options.output));
  Judged judged;
  const std::vector<std::string> own = {options.model};
  for (const std::string& name : options.by.empty() ? own : options.by)
    judge(name, model.record().classes, judged);
  const std::size_t classes = model.record().classes.size();
  const double temperature = fitted_temperature(judged.probabilities, classes, judged.labels);
  const double before = expected_calibration_error(judged.answers());
  apply_temperature(judged.probabilities, classes, temperature);
  model.scale_temperature(temperature);
  model.save(output);
  fmt::print(stderr,
             "temperature {:.3f}, of {} held-out rows{}: calibration error {:.4f} before, {:.4f} after\n",
             temperature, grouped(static_cast<std::int64_t>(judged.labels.size())),
             has_patient_prior(model.record().recipe) ? ", each beat alone" : "", before,
             expected_calibration_error(judged.answers()));
}

}  // namespace

void add_calibrate(CLI::App& app) {
  auto options = std::make_shared<CalibrateArguments>();
  CLI::App* verb =
      app.add_subcommand("calibrate", "Make a trained network's probabilities honest; its labels stay");
  verb->add_option("MODEL", options->model, "model.safetensors, as train wrote it, or its folder")
      ->required();
  verb->add_option("-o,--output", options->output, "folder for the calibrated model, made if missing")
      ->required();
  verb->add_option(
      "--by", options->by,
      "networks trained alike, whose validation rows (or test rows of a fold) show how honest they "
      "are; default: MODEL");
  verb->add_option("--threads", options->threads, "0 = all cores")->check(within(0, 1024));
  verb->callback([options] { calibrate(*options); });
}

}  // namespace rwave::cli
