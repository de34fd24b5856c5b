// rwave train: rows -> a trained network and its scores.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <sstream>

#include "base/output_file.h"
#include "base/parallel.h"
#include "cli/common.h"
#include "cli/learn/interrupt.h"
#include "cli/learn/pictures.h"
#include "cli/learn/train_flags.h"
#include "cli/learn/trained_rows.h"
#include "cli/verbs.h"
#include "dataset/dataset.h"
#include "dataset/load.h"
#include "experiment/score_dataset.h"
#include "figures/gnuplot.h"
#include "learn/device/device.h"
#include "learn/distributed/process_group.h"
#include "learn/model/trained_model.h"
#include "learn/options/train_options.h"
#include "learn/train/training.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

namespace fs = std::filesystem;

struct TrainArguments {
  learn::TrainOptions train;
  // Of --from: which test rows it may have seen (dataset/leakage.h).
  std::string seen;
  std::string folder;
  bool fresh = false;
  bool no_pictures = false;
};

// Three files for three readers: programs, spreadsheets, and people who want the matrix.
// The JSON writer replaces letters that are no UTF-8, since record names come from file names and
// would make the dump throw after hours of training.
void write_scores(const ScoreReport& report, const fs::path& folder) {
  write_file(folder / "scores.json",
             score_json(report).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
  write_file(folder / "scores.csv", score_csv(report));
  write_file(folder / "confusion.csv", confusion_csv(report));
}

// Every number printed names its rows, its split and its seed.
Provenance provenance_of(const TrainArguments& options, const Dataset& dataset, const std::string& use) {
  const std::string note = use == "test" ? options.seen : "";
  return {options.train.network.name,
          fmt::format("{}, recipe {}", options.train.rows.data, dataset.set.recipe),
          fmt::format("{} {} rows: {}{}{}", dataset.split.name, use, dataset.split.description,
                      note.empty() ? "" : "; ", note),
          std::to_string(options.train.seed)};
}

void draw(const TrainArguments& options, const Dataset& dataset, const learn::Trained& trained) {
  // Pictures need a program that may be missing; scores do not.
  if (options.no_pictures) return;
  if (!have_gnuplot()) {
    fmt::print(stderr, "rwave: no pictures: gnuplot is not on PATH (Debian: gnuplot-nox)\n");
    return;
  }
  try {
    write_pictures(options.folder, dataset, trained, provenance_of(options, dataset, "validation"),
                   provenance_of(options, dataset, "test"));
  } catch (
      const Error& fault) {  // the network and its scores are written: a picture must not undo a training
    fmt::print(stderr, "rwave: no pictures: {}\n", fault.what());
  }
}

// Scores for people on standard output, for programs in the folder, whose path comes last.
void finish(const TrainArguments& options, const Dataset& dataset, const learn::Trained& trained) {
  const fs::path folder = options.folder;
  fmt::print("kept   epoch {} of {}\n\n", trained.kept_epoch, trained.log.size());
  if (trained.validation) {
    fmt::print("{}\n",
               score_text({provenance_of(options, dataset, "validation"), *trained.validation, {}, {}}));
  }
  if (!trained.test_predicted.empty()) {
    ScoreReport report = experiment::report_on(dataset.set, dataset.split.test, trained.test_predicted,
                                               provenance_of(options, dataset, "test"));
    write_scores(report, folder);
    // The scores by record are in the files; on the terminal they would push the table that matters
    // out of sight.
    report.groups.clear();
    fmt::print("{}\n", score_text(report));
  }
  draw(options, dataset, trained);
  fmt::print(stderr, "next   rwave export {0} -o {0}/model.onnx\n", folder.string());
  fmt::print("{}\n", folder.string());
}

// The processes that the environment says train together; null where this one is alone.
// The environment of torchrun (RANK, WORLD_SIZE, MASTER_ADDR) is used, so that whatever starts
// processes for PyTorch on a cluster can start these too.
std::unique_ptr<learn::Group> meet() {
  const auto world = learn::world_from(learn::environment);
  return world ? std::make_unique<learn::Group>(*world) : nullptr;
}

// Of several processes on one machine each takes its part of the cores.
int threads_of(const TrainArguments& options, const learn::Group* group) {
  // What the user says holds; else processes that share a machine divide it.
  if (options.train.execution.threads > 0 || !group) return options.train.execution.threads;
  return std::max(1, available_threads() / group->sharing_cores());
}

// On standard error: standard output holds the scores alone and can be piped.
void announce(const TrainArguments& options, const Dataset& dataset, int threads, const learn::Group* group) {
  const fs::path checkpoint = fs::path(options.folder) / learn::checkpoint_name;
  fmt::print(stderr, "{}\n", dataset.line());
  fmt::print(stderr, "train  {}, seed {}, {}{} {}{}\n", options.train.network.name, options.train.seed,
             group ? fmt::format("{} processes of ", group->size()) : "", threads,
             threads == 1 ? "thread" : "threads",
             fs::exists(checkpoint) ? ", resuming from " + checkpoint.string() : "");
}

[[noreturn]] void end_interrupted(const TrainArguments& options) {
  fmt::print(stderr, "rwave: interrupted; the same command resumes from {}\n",
             (fs::path(options.folder) / learn::checkpoint_name).string());
  // All files are closed; run() knows of no third way to end.
  std::exit(exit_interrupted);
}

// Said, not refused: whoever goes on with a training on rows of its own may want just that.
void warn_of_seen_rows(TrainArguments& options, const Dataset& dataset) {
  if (options.train.transfer.from.empty()) return;
  options.seen =
      seen_rows(trained_rows(learn::TrainedModel::load(options.train.transfer.from).record()), dataset);
  if (!options.seen.empty()) fmt::print(stderr, "rwave: {}: its test scores flatter\n", options.seen);
}

// A pupil learns such rows by its teachers: said, as a choice by its validation scores would rest on it.
void warn_of_teachers(const TrainArguments& options, const Dataset& dataset) {
  // Each teacher is read twice, here and in the training: the warning must come before hours are spent.
  std::istringstream list(options.train.loss.teacher);
  for (std::string name; std::getline(list, name, ',');) {
    const std::string taught =
        rows_taught(name, trained_rows(learn::TrainedModel::load(name).record()), dataset);
    if (!taught.empty())
      fmt::print(stderr,
                 "rwave: {}: scores on them flatter (teachers of the pupil's --seed and --validation leave "
                 "them out)\n",
                 taught);
  }
}

void train(TrainArguments& options) {
  // In this order: the source decides the network, the network its defaults, and all that is checked.
  learn::adopt_source(options.train);
  learn::apply_network_defaults(options.train);
  learn::check_options(options.train);
  learn::check_device(options.train.execution.device);
  // Before rows are read: a rank that is missing is reported in seconds, not after minutes.
  const std::unique_ptr<learn::Group> group = meet();
  // Prints, writes and scores.
  const bool leads = !group || group->is_leader();
  // Every rank reads the rows and draws the split itself: with the same seed they all get the same
  // one, and no rows have to be sent.
  const int threads = learn::prepare_torch(threads_of(options, group.get()));
  const Dataset dataset = build(dataset_spec(options.train));
  require_recipe(dataset.set, options.train.rows.data, options.train.rows.recipe);
  if (leads) {
    warn_of_seen_rows(options, dataset);
    warn_of_teachers(options, dataset);
    make_folder(options.folder);
    // The checkpoint alone: a model that lies there is only replaced by the next one.
    if (options.fresh) fs::remove(fs::path(options.folder) / learn::checkpoint_name);
    announce(options, dataset, threads, group.get());
  }
  // From here on Ctrl-C ends the step and saves.
  const std::atomic<bool>& stop = stop_on_interrupt();
  learn::ProgressBar progress(leads ? stderr : nullptr);
  const auto trained = learn::train(
      {dataset.set, dataset.split, options.train, options.folder, version(), group.get()}, stop, progress);
  if (!trained && leads) end_interrupted(options);
  // Rank 0 has said it.
  if (!trained) std::exit(exit_interrupted);
  if (leads) finish(options, dataset, *trained);
}

}  // namespace

void add_train(CLI::App& app) {
  auto options = std::make_shared<TrainArguments>();
  CLI::App* verb = app.add_subcommand("train", "Train a network on a beat set");
  verb->footer(
      learn::network_list() +
      "\nSeveral processes that train one network: RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT in their "
      "environments,\nor srun's (docs/scale.md).\n");
  const TrainFlags flags = add_train_flags(*verb, options->train);
  verb->add_option("-o,--output", options->folder, "folder for the model, the log and the scores")
      ->required();
  verb->add_flag("--fresh", options->fresh, "begin again where the folder holds a checkpoint");
  verb->add_flag("--no-pictures", options->no_pictures, "draw nothing");
  verb->callback([options, flags] {
    note_given(flags, options->train);
    train(*options);
  });
}

}  // namespace rwave::cli
