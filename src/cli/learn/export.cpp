// rwave export: a trained network -> one ONNX file with all that using it takes.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/text.h"
#include "cli/common.h"
#include "cli/learn/trained_rows.h"
#include "cli/verbs.h"
#include "infer/describe.h"
#include "infer/fold.h"
#include "infer/onnx_write.h"
#include "infer/quantize.h"
#include "learn/device/device.h"
#include "learn/model/trained_model.h"
#include "math/random.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

struct ExportArguments {
  std::string model;
  std::string output;
  std::string data;
  bool int8 = false;
  bool fold = true;
};

// Rows whose values say in which ranges 8 bits are spent. Beyond 128 rows the int8 form's
// probabilities come no nearer to the float32 ones; 512 lies on the flat part of that curve
// (docs/infer.md).
constexpr std::size_t calibration_rows = 512;

// The dataset of the model's training, found where --data says if it does.
Dataset training_data(const learn::TrainedModel& model, const ExportArguments& options) {
  DatasetSpec spec = dataset_spec(model.record().options);
  if (!options.data.empty()) spec.data = options.data;
  try {
    return build(spec);
  } catch (const Error& fault) {
    throw Error(fmt::format(
        "{} (--int8 takes rows of the model's training, whose data were '{}': --data says where they are)",
        fault.what(), model.record().options.rows.data));
  }
}

// Training rows, drawn with the training's seed. Validation and test rows have no part in the network's
// making, and their scores would flatter the int8 form if they had.
std::vector<float> rows_to_calibrate(const learn::TrainedModel& model, const ExportArguments& options) {
  const Dataset dataset = training_data(model, options);
  model.require_fits(dataset.set);
  if (!model.trained_on(dataset.set, dataset.split)) {
    throw Error(fmt::format(
        "'{}' with split '{}' and seed {} does not give the rows that the model was trained on, which --int8"
        " takes: --data says where they are",
        dataset.spec.data, dataset.spec.split, dataset.spec.seed));
  }
  std::vector<std::uint32_t> order = dataset.split.train;
  Random(dataset.spec.seed).shuffle(order);
  order.resize(std::min(order.size(), calibration_rows));
  std::vector<float> rows;
  for (const std::uint32_t row : order) {
    const auto values = dataset.set.row(row);
    rows.insert(rows.end(), values.begin(), values.end());
  }
  return rows;
}

void check(const ExportArguments& options) {
  if (options.int8 && !options.fold)
    throw UsageError("--int8 folds batch norms into the weights that it rounds: leave --no-fold out");
  if (!options.data.empty() && !options.int8)
    throw UsageError("--data says what --int8 is calibrated on: without it, leave --data out");
}

// "seed   13 layers, 5,125,125 weights, 187 values in, 5 probabilities out (N S V F Q), 20.5 MB"
void print_summary(const infer::Graph& graph, std::size_t bytes) {
  const nlohmann::json about = infer::describe(graph);
  const auto int8 = about["int8_weights"].get<std::int64_t>();
  fmt::print(stderr, "{}   {}, {} weights{}, rows of {} x {}, classes {}, {:.2f} MB\n", graph.card->name,
             counted(static_cast<std::int64_t>(graph.nodes.size()), "layer"),
             grouped(about["weights"].get<std::int64_t>()),
             int8 > 0 ? fmt::format(" ({} of them int8)", grouped(int8)) : "", graph.card->channels,
             graph.card->width, fmt::join(graph.card->classes, " "), static_cast<double>(bytes) / 1e6);
}

void run_export(const ExportArguments& options) {
  check(options);
  learn::prepare_torch(0);
  const learn::TrainedModel model = learn::TrainedModel::load(options.model);
  infer::Graph graph = model.to_graph();
  if (options.int8) {
    // Folds batch norms itself, as ranges are those of the folded layers.
    graph = infer::quantize(std::move(graph), rows_to_calibrate(model, options));
  } else if (options.fold) {
    infer::fold_affine(graph);
  }
  // Written whole to memory first: a pipe cannot be taken back.
  if (options.output == "-") {
    const std::string bytes = infer::to_onnx(graph);
    fmt::print("{}", bytes);
    print_summary(graph, bytes.size());
    return;
  }
  infer::write_onnx(options.output, graph);
  print_summary(graph, std::filesystem::file_size(options.output));
}

}  // namespace

void add_export(CLI::App& app) {
  auto options = std::make_shared<ExportArguments>();
  CLI::App* verb = app.add_subcommand("export", "Write a trained network as an ONNX file");
  verb->add_option("MODEL", options->model, "model.safetensors, as train wrote it, or its folder")
      ->required();
  verb->add_option("-o,--output", options->output, "the ONNX file; - for standard output")->required();
  verb->add_flag("--int8", options->int8, "weights and values of the large layers in 8 bits");
  verb->add_option("--data", options->data,
                   "where the training's data are now, for --int8; default: where they were");
  verb->add_flag("--fold,!--no-fold", options->fold, "put batch norms into the layers before them (default)");
  verb->callback([options] { run_export(*options); });
}

}  // namespace rwave::cli
