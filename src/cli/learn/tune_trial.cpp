#include "cli/learn/tune_trial.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "base/clock.h"
#include "base/text.h"
#include "cli/common.h"
#include "cli/learn/tune_space.h"
#include "learn/train/training.h"
#include "rwave/error.h"
#include "study/heartbeat.h"
#include "study/pruner.h"
#include "study/spooled_trials.h"

namespace rwave::cli {
namespace {

using study::Trial;
using study::TrialState;

double value_of(const learn::TrainOptions& options, const learn::EpochRow& row) {
  const learn::Metric metric = options.selection.metric;
  if (metric == learn::Metric::loss) return row.validation_loss;
  if (metric == learn::Metric::accuracy) return row.accuracy;
  return metric == learn::Metric::balanced_accuracy ? row.balanced_accuracy : row.macro_f1;
}

class TrialRun {
 public:
  TrialRun(const Tuning& tuning, study::Study& study, Trial trial, const std::atomic<bool>& stop)
      : tuning_(tuning), study_(study), trial_(std::move(trial)), stop_(stop) {}

  // A trial that fails by its parameters is a result (a learning rate that ends in NaN) and the
  // search goes on. Faults of the data or the machine would fail every following trial as well, so
  // these end the study; the trial is stored first, otherwise it would count as running.
  bool run() {
    const double begun = steady_seconds();
    const study::Heartbeat heartbeat(tuning_.url, study_, trial_);
    bool whole = true;
    try {
      whole = train();
    } catch (const learn::NotANumber& fault) {
      fail(fault.what());
    } catch (const UsageError& fault) {
      fail(fault.what());
    } catch (const Error& fault) {  // of the data or the machine: no other trial would fare better
      // Not as its parameters' fault: the trial would count, and the same command end with one too few.
      trial_.state = TrialState::fail;
      trial_.user[study::broken_off_attribute] = fault.what();
      store();
      throw;
    }
    trial_.user["seconds"] = steady_seconds() - begun;
    store();
    if (whole) announce();
    return whole;
  }

 private:
  bool train() {
    const learn::TrainOptions options =
        trial_options(tuning_.options.train, tuning_.space, trial_.parameters);
    learn::check_options(options);
    Split rows = tuning_.dataset.split;
    rows.test.clear();  // a trial must not see them
    learn::TrainJob job{tuning_.dataset.set, rows, options, {}, version()};
    job.after_epoch = [&](const learn::EpochRow& row) { return after_epoch(options, row); };
    learn::ProgressBar progress(::isatty(STDERR_FILENO) != 0 ? stderr : nullptr);
    const auto trained = learn::train(job, stop_, progress);
    if (!trained) {
      // There is no state for "interrupted" in Optuna; as failed it does not count, and the next
      // run draws one more.
      trial_.state = TrialState::fail;
      return false;
    }
    trial_.state = trained->ended_early ? TrialState::pruned : TrialState::complete;
    // A pruned trial's value is where it stood, as in Optuna.
    trial_.value = trained->ended_early ? trial_.intermediate.rbegin()->second
                                        : trial_.intermediate.at(trained->kept_epoch);
    trial_.user["epochs"] = trained->log.size();
    trial_.user["kept_epoch"] = trained->kept_epoch;
    return true;
  }

  // False ends the training. What cannot be reported now is stored with the finished trial.
  // The database may be a server that is down for an hour. A training is not thrown away for that:
  // it goes on without pruning, which needs the others' values, and is stored when it is done.
  bool after_epoch(const learn::TrainOptions& options, const learn::EpochRow& row) {
    const double value = value_of(options, row);
    trial_.intermediate[row.epoch] = value;
    if (away_) return true;
    try {
      study_.report(trial_, row.epoch, value);
      // After its last epoch a training is complete; ending it there would only make it count as
      // pruned.
      return row.epoch == options.epochs || tuning_.options.pruner == "none" || !worse_than_others(row.epoch);
    } catch (const study::DatabaseGone& gone) {
      away_ = true;
      fmt::print(stderr, "rwave: {}; trial {} continues without it\n", gone.what(), trial_.number);
      return true;
    }
  }

  bool worse_than_others(int epoch) const {
    const study::MedianPruner pruner{.direction = study_.direction(), .warm_up = tuning_.options.prune_after};
    if (epoch < pruner.warm_up) return false;
    const auto [complete, values] = study_.reports_at(epoch);
    return pruner.prune(trial_.intermediate, complete, values);
  }

  void fail(const std::string& why) {
    trial_.state = TrialState::fail;
    trial_.user[study::fault_attribute] = why;
  }

  void store() {
    trial_.finished = study::utc_now();
    try {
      study_.write(trial_);
    } catch (const Error& gone) {  // or whatever else the database has against it
      const auto path = spool_trial(tuning_.options.folder, study_, trial_);
      throw Error(fmt::format("{}; trial {} is spooled in {}: the same command stores it and resumes",
                              gone.what(), trial_.number, path.string()));
    }
  }

  void announce() const {
    std::string line = fmt::format("trial {:<4} ", trial_.number);
    if (trial_.state == TrialState::fail) {
      line += "failed: " + trial_.user.at(study::fault_attribute).get<std::string>();
    } else {
      line += fmt::format("{} {:.4f}{}", metric_text(tuning_.options.train), *trial_.value,
                          trial_.state == TrialState::pruned
                              ? fmt::format(" after {} epochs, pruned", trial_.intermediate.size())
                              : "");
    }
    fmt::print(stderr, "{}  {}  {}\n", line, parameter_text(tuning_.space, trial_.parameters),
               clock_text(trial_.user.at("seconds")));
  }

  const Tuning& tuning_;
  study::Study& study_;
  Trial trial_;
  const std::atomic<bool>& stop_;
  // The database, for the rest of this trial.
  bool away_ = false;
};

}  // namespace

bool run_trial(const Tuning& tuning, study::Study& study, Trial trial, const std::atomic<bool>& stop) {
  return TrialRun(tuning, study, std::move(trial), stop).run();
}

}  // namespace rwave::cli
