// rwave evaluate of a trained model; rwave itself scores ONNX files.
#include "cli/common.h"
#include "cli/evaluation.h"
#include "cli/learn/trained_rows.h"
#include "cli/verbs.h"
#include "learn/device/device.h"
#include "learn/model/trained_model.h"

namespace rwave::cli {
namespace {

void evaluate(const EvaluateOptions& options) {
  learn::prepare_torch(options.threads);
  learn::TrainedModel model = learn::TrainedModel::load(options.model);
  const learn::ModelRecord& record = model.record();
  // The split of the training unless the user names another: the test rows are then those that were
  // kept apart from this network.
  const Dataset dataset = load_asked(options, dataset_spec(record.options));
  print_scores(options, dataset, model.probabilities(dataset.set, dataset.split.test),
               {record.options.network.name, std::to_string(record.options.seed), record.training});
}

}  // namespace

void add_evaluate(CLI::App& app) {
  add_evaluate_verb(app, evaluate);
}

}  // namespace rwave::cli
