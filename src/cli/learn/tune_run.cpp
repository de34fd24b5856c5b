#include "cli/learn/tune_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <thread>

#include "cli/learn/tune_space.h"
#include "cli/learn/tune_trial.h"
#include "study/heartbeat.h"
#include "study/tpe.h"

namespace rwave::cli {
namespace {

using study::Trial;
using study::TrialState;

constexpr int default_trials = 30;

std::unique_ptr<study::Sampler> sampler_of(const TuneOptions& options) {
  if (options.sampler == "random") return std::make_unique<study::RandomSampler>(options.study_seed);
  if (options.sampler == "grid")
    return std::make_unique<study::GridSampler>(options.study_seed, options.grid_points);
  return std::make_unique<study::TpeSampler>(options.study_seed, direction_of(options.train),
                                             options.startup);
}

// What is left to do: a number of trials, or minutes from now on.
class Budget {
 public:
  // A study without any limit would never end, so one of 30 trials is set where neither trials nor
  // minutes are; a grid ends by itself.
  explicit Budget(const TuneOptions& options)
      : trials_(options.trials > 0                                 ? options.trials
                : options.minutes > 0 || options.sampler == "grid" ? -1
                                                                   : default_trials),
        minutes_(options.minutes),
        begun_(std::chrono::steady_clock::now()) {}

  bool out_of_time() const {
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begun_;
    return minutes_ > 0 && spent.count() > 60 * minutes_;
  }
  bool has_room(std::ptrdiff_t trials) const { return trials_ < 0 || trials < trials_; }

 private:
  // Below 0: any number.
  int trials_;
  double minutes_;
  std::chrono::steady_clock::time_point begun_;
};

class Worker {
 public:
  Worker(const Tuning& tuning, study::Study& study, const std::atomic<bool>& stop)
      : tuning_(tuning),
        study_(study),
        stop_(stop),
        sampler_(sampler_of(tuning.options)),
        budget_(tuning.options) {}

  // Spooled trials go first: the sampler proposes by all results, and those of an earlier run that
  // lost the database are some of them.
  bool run() {
    store_what_was_spooled();
    for (;;) {
      if (stop_) return false;
      fail_lost();
      const auto trial = study_.begin(
          tuning_.space, [&](const std::vector<Trial>& known, int number) { return propose(known, number); },
          {{study::worker_attribute, study::this_worker()}});
      if (trial) {
        if (!run_trial(tuning_, study_, *trial, stop_)) return false;
      } else if (others_ && !budget_.out_of_time()) {
        wait_for_others();
      } else {
        return true;
      }
    }
  }

 private:
  void store_what_was_spooled() {
    for (const int number : store_spooled(tuning_.options.folder, study_))
      fmt::print(stderr, "rwave: trial {}, kept while the database was away, is stored\n", number);
  }

  // A worker that was killed leaves its trial running for ever. It would count against --trials,
  // and the others would wait for it at the end. The trial is failed once its heartbeat is silent
  // for the grace time, or at once where its process is on this machine and gone.
  void fail_lost() {
    const auto dead = [](const Trial& trial) {
      const auto worker = trial.user.find(study::worker_attribute);
      return worker != trial.user.end() && worker->second.is_string() &&
             study::is_dead(worker->second.get<std::string>());
    };
    for (const int number : study_.fail_stale(study::grace_seconds, dead))
      fmt::print(stderr, "rwave: trial {} lost its worker and counts as failed\n", number);
  }

  // Called inside the transaction that also adds the trial, so that two workers cannot both take
  // the last place. Running trials count as room taken: each of them will most likely be one of the
  // number asked for.
  std::optional<study::Parameters> propose(const std::vector<Trial>& known, int number) {
    const auto running =
        std::ranges::count_if(known, [](const Trial& trial) { return trial.state == TrialState::running; });
    others_ = running > 0;
    if (budget_.out_of_time() || !budget_.has_room(std::ranges::count_if(known, &Trial::counts) + running))
      return std::nullopt;
    return sampler_->propose(tuning_.space, known, number);
  }

  // Their results belong to the study's end; and where one is lost, its trial is to be made up for.
  void wait_for_others() {
    if (!said_waiting_) fmt::print(stderr, "rwave: waiting for the trials of other workers\n");
    said_waiting_ = true;
    for (int i = 0; i < 20 && !stop_; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }

  const Tuning& tuning_;
  study::Study& study_;
  const std::atomic<bool>& stop_;
  std::unique_ptr<study::Sampler> sampler_;
  Budget budget_;
  bool others_ = false;
  bool said_waiting_ = false;
};

}  // namespace

bool run_trials(const Tuning& tuning, study::Study& study, const std::atomic<bool>& stop) {
  try {
    return Worker(tuning, study, stop).run();
  } catch (const study::DatabaseGone& gone) {  // between two trials: there is nothing to keep
    throw Error(fmt::format("{}; the same command resumes when it is back", gone.what()));
  }
}

}  // namespace rwave::cli
