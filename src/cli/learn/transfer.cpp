// rwave transfer: which layers of a trained network have to be trained again for other rows, and on how many
// rows.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/checksum.h"
#include "base/output_file.h"
#include "base/text.h"
#include "cli/common.h"
#include "cli/learn/interrupt.h"
#include "cli/learn/train_flags.h"
#include "cli/learn/trained_rows.h"
#include "cli/verbs.h"
#include "dataset/dataset.h"
#include "dataset/leakage.h"
#include "dataset/load.h"
#include "experiment/compare/transfer_table.h"
#include "figures/gnuplot.h"
#include "learn/device/device.h"
#include "learn/model/trained_model.h"
#include "learn/train/training.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

namespace fs = std::filesystem;

using experiment::TransferCell;
using experiment::TransferRow;
using experiment::TransferTable;

struct TransferArguments {
  std::string model;
  learn::TrainOptions train;
  experiment::TransferPlan plan;
  std::string folder;
  bool json = false;
};

// What the options of a single training are for one cell of the table.
learn::TrainOptions options_of(const TransferArguments& options, const TransferCell& cell) {
  learn::TrainOptions train = options.train;
  train.seed = cell.seed;
  train.rows.train_share = cell.share;
  if (cell.way == "scratch" || cell.way == "as it is") return train;
  train.transfer.from = options.model;
  train.transfer.layers = cell.layers;
  train.transfer.start = cell.way == "kept" ? learn::HeadStart::kept : learn::HeadStart::fresh;
  train.transfer.body = learn::value_of<learn::TransferBody>(cell.way).value_or(learn::TransferBody::frozen);
  return train;
}

// Throws UsageError where the source's own answers say nothing about the rows' classes.
void require_answers(const learn::TrainedModel& source, const BeatSet& rows) {
  if (rows.classes == source.record().classes || rows.classes.size() == 2) return;
  throw UsageError(
      fmt::format("--layers 0: the network tells {} classes apart, the rows have {}: train at "
                  "least the last layer",
                  source.record().classes.size(), rows.classes.size()));
}

// The class by row as the source itself answers. Where the rows are healthy or not, its first class is
// taken for healthy: N, or normal.
std::vector<std::uint8_t> as_it_is(learn::TrainedModel& source, const Dataset& dataset) {
  BeatSet rows = dataset.set;
  const bool same = rows.classes == source.record().classes;
  rows.classes = source.record().classes;
  rows.recipe = source.record().recipe;
  std::vector<std::uint8_t> answered = source.classify(rows, dataset.split.test);
  if (!same) {
    for (std::uint8_t& label : answered) label = label > 0 ? 1 : 0;
  }
  return answered;
}

TransferRow scored(const TransferCell& cell, const Confusion& test, double seconds) {
  const Scores scores = scores_of(test);
  return {cell, scores.accuracy, scores.balanced_accuracy, scores.macro_f1, seconds};
}

// Options of a table in today's words. What they leave out is drawn per cell, and the checksums are no
// options.
nlohmann::json current_options(const nlohmann::json& recorded, const std::string& where) {
  nlohmann::json options = recorded;
  options["given"] = nlohmann::json::array();
  options = learn::options_to_json(learn::options_from_json(options, where));
  for (const char* checksum : {"source", "rows"})
    if (recorded.contains(checksum)) options[checksum] = recorded[checksum];
  return options;
}

class Study {
 public:
  explicit Study(const TransferArguments& options)
      : options_(options), source_(learn::TrainedModel::load(options.model)) {
    options_.train.network.name = source_.record().options.network.name;
    options_.train.network.code = source_.record().options.network.code;
    set_ = load_beats(options_.train.rows.data, options_.train.rows.recipe);
    for (const TransferCell& cell : cells_of(options_.plan)) {
      const learn::TrainOptions train = options_of(options_, cell);
      learn::check_options(train);
      if (cell.way == "as it is") require_answers(source_, set_);
      if (cell.seed == 1) learn::check_source(train, set_);
    }
  }

  // Trains one cell; nothing where it was interrupted.
  std::optional<TransferRow> run(const TransferCell& cell, const std::atomic<bool>& stop,
                                 learn::ProgressBar& progress) {
    const learn::TrainOptions train = options_of(options_, cell);
    const Dataset dataset = build(dataset_spec(train), set_);
    if (cell.way == "as it is") {
      const auto answered = as_it_is(source_, dataset);
      Confusion test(set_.classes);
      for (std::size_t i = 0; i < answered.size(); ++i)
        test.add(set_.labels[dataset.split.test[i]], answered[i]);
      return scored(cell, test, 0);
    }
    const fs::path work = fs::path(options_.folder) / "under-way";
    make_folder(work.string());
    const auto trained = learn::train({dataset.set, dataset.split, train, work, version()}, stop, progress);
    if (!trained) return std::nullopt;
    fs::remove_all(work);
    double seconds = 0;
    for (const learn::EpochRow& row : trained->log) seconds += row.seconds;
    return scored(cell, trained->test, seconds);
  }

  Provenance provenance() const {
    const Dataset dataset = build(dataset_spec(options_of(options_, {"scratch", -1, 1, 1})), set_);
    return {fmt::format("{} ({})", options_.train.network.name, options_.model),
            fmt::format("{}, recipe {}", options_.train.rows.data, set_.recipe),
            fmt::format("{} test rows: {}", dataset.split.name, dataset.split.description),
            fmt::format("1 to {}, of the splits too", options_.plan.seeds)};
  }

  // Whether the source was trained on test rows: as it is with the first seed that has such, and how many
  // have, as each draws its own split.
  std::string seen() const {
    std::string first;
    int seeds = 0;
    for (int seed = 1; seed <= options_.plan.seeds; ++seed) {
      const TransferCell cell{"scratch", -1, 1, static_cast<std::uint64_t>(seed)};
      const std::string note =
          seen_rows(trained_rows(source_.record()), build(dataset_spec(options_of(options_, cell)), set_));
      if (note.empty()) continue;
      if (seeds++ == 0) first = fmt::format("{} (seed {}", note, seed);
    }
    return seeds == 0 ? ""
                      : fmt::format("{}; such rows in {} of {} seeds)", first, seeds, options_.plan.seeds);
  }

  // What all rows of a table have in common.
  // Not the threads and not the seed: a table may be continued on another machine, and each cell
  // draws its own seed. The source's weights by their checksum: a file of the same name may have
  // been trained again.
  nlohmann::json identity() const {
    nlohmann::json options = options_to_json(options_.train);
    for (const char* name : {"given", "seed", "train-share", "threads"}) options.erase(name);
    Checksum weights;
    weights.add(read_file(learn::model_path(options_.model)));
    options["source"] = weights.text();
    options["rows"] = fingerprint(set_, {});
    return options;
  }

 private:
  TransferArguments options_;
  learn::TrainedModel source_;
  BeatSet set_;
};

void print(const TransferArguments& options, const TransferTable& table, const Provenance& provenance) {
  if (options.json)
    fmt::print("{}", read_file(fs::path(options.folder) / "transfer.json"));
  else
    fmt::print("{}\n{}\n", experiment::transfer_text(table, provenance), options.folder);
}

void transfer(const TransferArguments& options) {
  const std::vector<TransferCell> cells = cells_of(options.plan);
  learn::prepare_torch(options.train.execution.threads);
  Study study(options);
  make_folder(options.folder);
  TransferTable table = experiment::open_transfer_table(options.folder, study.identity(), current_options);
  table.note = study.seen();
  if (!table.note.empty())
    fmt::print(stderr, "rwave: {}: the scores of all ways but scratch flatter\n", table.note);
  const std::atomic<bool>& stop = stop_on_interrupt();
  std::size_t number = 0;
  for (const TransferCell& cell : cells) {
    ++number;
    if (table.has(cell)) continue;
    fmt::print(stderr, "{} of {}: {}, {}, {:g} % of the rows, seed {}\n", number, cells.size(), cell.way,
               cell.layers < 0 ? "all layers" : counted(cell.layers, "layer"), 100 * cell.share, cell.seed);
    learn::ProgressBar progress(stderr);
    const auto row = study.run(cell, stop, progress);
    if (!row) {
      fmt::print(stderr, "rwave: interrupted; the same command resumes from {}\n", options.folder);
      std::exit(exit_interrupted);
    }
    table.rows.push_back(*row);
    experiment::write_transfer_table(options.folder, table);
  }
  experiment::write_transfer_table(options.folder,
                                   table);  // where nothing was left to train: the means of what there is
  Provenance provenance = study.provenance();
  if (!table.note.empty()) provenance.split += "; " + table.note;
  if (have_gnuplot())
    experiment::draw_transfers(options.folder, table, provenance);
  else
    fmt::print(stderr, "rwave: no pictures: gnuplot is not on PATH (Debian: gnuplot-nox)\n");
  print(options, table, provenance);
}

}  // namespace

void add_transfer(CLI::App& app) {
  auto options = std::make_shared<TransferArguments>();
  learn::TrainOptions& train = options->train;
  train.rows.data = "ptb-rows";
  train.rows.split = "random";
  train.epochs = 20;
  train.batch = 64;
  train.schedule.kind = learn::ScheduleKind::one_cycle;
  CLI::App* verb = app.add_subcommand("transfer", "Train parts of a trained network again on other rows");
  verb->add_option("MODEL", options->model, "the trained network: model.safetensors or its folder")
      ->required();
  const std::set<std::string_view> ours = {"model", "code", "from",        "layers",
                                           "start", "body", "train-share", "seed"};
  add_train_flags(*verb, train, ours);
  verb->add_option("--layers", options->plan.layers,
                   "number of last Linear layers that train; 0 = the network as it is, -1 = all")
      ->delimiter(',')
      ->capture_default_str();
  verb->add_option(
          "--ways", options->plan.ways,
          "scratch: all from fresh weights; frozen: the layers from fresh weights, the rest as it is; "
          "kept: the same from their own weights; frozen-bn-updated: frozen but for the batch norms' "
          "statistics; fine-tuned: the rest at --body-rate")
      ->delimiter(',')
      ->transform(experiment::current_way)
      ->check(CLI::IsMember({"scratch", "frozen", "kept", "frozen-bn-updated", "fine-tuned"}))
      ->capture_default_str();
  verb->add_option("--shares", options->plan.shares,
                   "shares of the training rows, tried with the most layers")
      ->delimiter(',')
      ->capture_default_str();
  verb->add_option("--seeds", options->plan.seeds, "trainings of each kind; each draws its own split")
      ->capture_default_str();
  verb->add_option("-o,--output", options->folder, "folder for tables and figures")->required();
  verb->add_flag("--json", options->json, "print the table as JSON");
  verb->callback([options] { transfer(*options); });
}

}  // namespace rwave::cli
