// rwave tune: the options of a training, searched.
#include "cli/learn/tune.h"
#include "dataset/load.h"

#include <fmt/format.h>

#include <cstdlib>
#include <memory>

#include "base/output_file.h"
#include "cli/common.h"
#include "cli/learn/interrupt.h"
#include "cli/learn/train_flags.h"
#include "cli/learn/trained_rows.h"
#include "cli/learn/tune_output.h"
#include "cli/learn/tune_run.h"
#include "cli/learn/tune_space.h"
#include "cli/verbs.h"
#include "learn/device/device.h"
#include "learn/train/training.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

// On a copy: applying the network's defaults to the options themselves would fix them for all
// trials, and a study may try several networks.
void check(const TuneOptions& options) {
  learn::TrainOptions probe = options.train;
  learn::apply_network_defaults(probe);
  learn::check_options(probe);
  learn::check_device(probe.execution.device);
  // Judged by its test rows, a study would choose the options that fit them by luck, and no rows
  // would be left that can say so.
  if (options.train.rows.validation <= 0)
    throw UsageError("a trial is judged by its validation rows: --validation 0 leaves none");
  // 512 is the width of the column in Optuna's schema (study_name VARCHAR(512)), which PostgreSQL
  // enforces.
  if (options.study.empty() || options.study.size() > 512)
    throw UsageError("--study takes a name of 1 to 512 letters");
}

std::string storage_of(const TuneOptions& options) {
  if (!options.storage.empty()) return options.storage;
  return (std::filesystem::path(options.folder) / "study.sqlite3").string();
}

void announce(const Tuning& tuning, int threads) {
  const TuneOptions& options = tuning.options;
  fmt::print(stderr, "{}\n", tuning.dataset.line());
  fmt::print(stderr, "study  '{}' in {}, {} sampler, seed {}, {} {}\n", options.study, tuning.url.shown,
             options.sampler, options.study_seed, threads, threads == 1 ? "thread" : "threads");
  for (const study::Parameter& parameter : tuning.space)
    fmt::print(stderr, "       {}\n", describe(parameter));
}

// The same tables after an interruption as at the end: of what there is.
void tune(TuneOptions& options) {
  learn::adopt_source(options.train);
  check(options);
  const study::Space space = tune_space(options.train, options.ranges, options.choices);
  const study::StorageUrl url = study::parse_storage_url(storage_of(options));
  const int threads = learn::prepare_torch(options.train.execution.threads);
  const Dataset dataset = build(dataset_spec(options.train));
  require_recipe(dataset.set, options.train.rows.data, options.train.rows.recipe);
  learn::check_source(options.train, dataset.set);
  make_folder(options.folder);
  const Tuning tuning{options, dataset, space, url};
  announce(tuning, threads);
  const std::atomic<bool>& stop = stop_on_interrupt();
  // After the rows: building them may take minutes in which a server would close an idle
  // connection.
  study::Database database(url, {options.retry, &stop});
  study::Study study = open_study(database, tuning);
  const bool whole = run_trials(tuning, study, stop);
  const experiment::StudyResult result = result_of(tuning, study);
  write_tables(tuning, result);
  if (!whole) {
    fmt::print(stderr, "rwave: interrupted; the same command resumes the study '{}' in {}\n", options.study,
               url.shown);
    // All files are closed; run() knows of no third way to end.
    std::exit(exit_interrupted);
  }
  write_pictures(tuning, result);
  print_result(tuning, result);
}

void add_search_options(CLI::App& verb, TuneOptions& options) {
  const std::string group = "Search";
  const auto add = [&](const char* name, auto& field, const char* what) {
    return verb.add_option(name, field, what)->group(group);
  };
  add("--range", options.ranges, "NAME=LOW:HIGH or NAME=LOW:HIGH:log; may be given more than once")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  add("--choices", options.choices, "NAME=ONE,TWO,...; may be given more than once")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  add("--sampler", options.sampler, "what is tried next")
      ->check(CLI::IsMember({"tpe", "random", "grid"}))
      ->capture_default_str();
  add("--startup", options.startup, "tpe: number of first trials that are random draws")
      ->check(within(0, 1'000'000))
      ->capture_default_str();
  add("--grid-points", options.grid_points, "grid: values of each range")
      ->check(within(1, 1000))
      ->capture_default_str();
  add("--study-seed", options.study_seed, "draws the trials")->capture_default_str();
  add("--trials", options.trials,
      "all workers' together, with those of earlier runs; default: 30, of a grid all")
      ->check(within(1, 1'000'000));
  add("--minutes", options.minutes, "begin no trial after this time")->check(CLI::PositiveNumber);
  add("--pruner", options.pruner, "median: end a trial whose best is worse than the others' median")
      ->check(CLI::IsMember({"median", "none"}))
      ->capture_default_str();
  add("--prune-after", options.prune_after, "median: not before this epoch")
      ->check(within(0, 1'000'000))
      ->capture_default_str();
}

void add_storage_options(CLI::App& verb, TuneOptions& options) {
  const std::string group = "Study";
  verb.add_option(
          "--storage", options.storage,
          "a file, sqlite:///FILE or postgresql://USER@HOST:PORT/DATABASE; default: OUT/study.sqlite3")
      ->group(group);
  verb.add_option("--study", options.study, "its name in the database")->group(group)->capture_default_str();
  verb.add_option("--retry", options.retry, "seconds to wait for a database that went away")
      ->group(group)
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  verb.add_option("-o,--output", options.folder, "folder for the tables and the pictures")
      ->group(group)
      ->required();
  verb.add_flag("--json", options.json, "the result as JSON")->group(group);
  verb.add_flag("--no-pictures", options.no_pictures, "draw nothing")->group(group);
}

}  // namespace

void add_tune(CLI::App& app) {
  auto options = std::make_shared<TuneOptions>();
  CLI::App* verb = app.add_subcommand("tune", "Search the options of a training");
  verb->footer(
      "Searched unless given: --optimizer adam, rmsprop, sgd; --lr 1e-4 to 1e-2; --weight-decay 1e-5 to "
      "1e-3;\n"
      "--batch 64 to 256 (logarithmic). Trials are judged on validation rows; the test rows stay unseen.\n" +
      learn::network_list());
  add_search_options(*verb, *options);
  add_storage_options(*verb, *options);
  const TrainFlags flags = add_train_flags(*verb, options->train);
  verb->callback([options, flags] {
    note_given(flags, options->train);
    tune(*options);
  });
}

}  // namespace rwave::cli
