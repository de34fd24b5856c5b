#include "learn/train/trainer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "dataset/leakage.h"
#include "learn/device/device.h"
#include "learn/device/precision.h"
#include "rwave/error.h"

namespace rwave::learn {
namespace {

// Its weights are drawn on the processor: one seed gives the same ones on every device.
InitialNetwork started(const TrainJob& job, const torch::Device& device) {
  InitialNetwork start = initial_network(job.options, job.set);
  start.frozen->to(device);
  start.trained->to(device);
  return start;
}

// Makes sure that all processes are about to train alike; what they share where they are on one machine.
std::unique_ptr<SharedUpdate> join_others(const TrainJob& job, const std::string& rows,
                                          const torch::Device& device) {
  if (!job.group) return nullptr;
  job.group->agree(identity(job.program, rows, job.group->size(), options_to_json(job.options)));
  if (!device.is_cpu() || job.as_on_gpu || !job.group->shared_memory()) return nullptr;
  return std::make_unique<SharedUpdate>(*job.group->shared_memory(), job.group->rank(), job.group->size());
}

// Counted on the training rows alone: validation rows must not say what they weigh.
torch::Tensor weights_of(const TrainOptions& options, const Rows& rows, std::size_t classes) {
  std::vector<std::int64_t> counts(classes, 0);
  const torch::Tensor y = rows.y.cpu();
  const auto* labels = y.data_ptr<std::int64_t>();
  for (std::int64_t i = 0; i < rows.size(); ++i) ++counts[static_cast<std::size_t>(labels[i])];
  if (std::ranges::count_if(counts, [](std::int64_t count) { return count > 0; }) < 2) {
    throw Error("the training rows are all of one class: there is nothing to learn");
  }
  const std::vector<double> weights = class_weights(options, counts);
  return torch::tensor(weights, torch::kFloat32).to(rows.y.device());
}

// What makes no sense only with this group or device: check_options() knows neither.
void check_place(const TrainOptions& options, bool several, const torch::Device& device) {
  if (options.loss.kind == LossKind::barlow && (several || device.is_cuda())) {
    throw UsageError(
        "--loss barlow compares the rows of one batch: it trains in one process on the processor");
  }
  if (options.augment.mixup > 0 && several)
    throw UsageError("--mixup mixes the rows of one batch: it trains in one process");
}

}  // namespace

Trainer::Trainer(const TrainJob& job)
    : options_(job.options),
      folder_(job.folder),
      classes_(job.set.classes),
      fingerprint_(fingerprint(job.set, job.split)),
      group_(job.group),
      device_(open_device(options_.execution.device, group_ ? group_->rank() : 0)),
      start_(started(job, device_)),
      train_(rows_of(job.set, job.split.train)),
      validation_(rows_of(job.set, job.split.validation)),
      objective_(options_, job.set, weights_of(options_, train_, classes_.size()), train_.signals, device_),
      network_(start_.trained),
      shared_(join_others(job, fingerprint_, device_)),
      flat_(network_->parameters(), shared_
                                        ? [this](std::int64_t count) { return shared_->memory_for(count); }
                                        : FlatParameters::MemoryFor()),
      average_(network_, options_.selection.ema_decay),
      optimizer_(options_, flat_.values(), flat_.gradients(), job.as_on_gpu, start_.body_values),
      schedule_(options_),
      bounds_(batch_bounds(train_.size(), options_.batch)),
      after_epoch_(job.after_epoch) {
  if ((validation_.size() == 0) != (options_.rows.validation == 0)) {
    throw Error(fmt::format("--validation {} leaves {} validation rows", options_.rows.validation,
                            validation_.size()));
  }
  check_place(options_, group_ != nullptr, device_);
  // What the frozen stages took, once, is a part of the training's time.
  if (!start_.frozen->is_empty()) state_.seconds = steady_seconds() - begun_;
  set_precision(options_.execution.precision);
  // Last, as it takes over the network's stages and the flat memory.
  engine_ = make_step_engine({options_, train_, objective_, network_, flat_, optimizer_}, group_,
                             shared_.get(), job.as_on_gpu);
}

Rows Trainer::rows_of(const BeatSet& set, const std::vector<std::uint32_t>& rows) const {
  Rows gathered = gather_rows(set, rows).to(device_);
  gathered.x = through_frozen(start_, gathered.x);
  return gathered;
}

// A lost rank ends the training; what the others have reached is saved first.
bool Trainer::run(const std::atomic<bool>& stop, ProgressBar& progress) {
  try {
    return run_epochs(stop, progress);
  } catch (const LostRank& lost) {
    progress.end();
    throw Error(lost.what() + save_after_loss());
  }
}

bool Trainer::run_epochs(const std::atomic<bool>& stop, ProgressBar& progress) {
  while (state_.epoch < options_.epochs && !patience_spent() && !ended_early_) {
    // Stopped in the middle: the checkpoint holds the step, and the same command resumes there.
    if (!run_epoch(stop, progress)) {
      if (writes()) save_checkpoint();
      return false;
    }
    close_epoch(progress);
    // Asked after the epoch is closed and logged: a study that prunes a trial here has its last
    // value.
    ended_early_ = after_epoch_ && !after_epoch_(state_.log.back());
  }
  return true;
}

// An engine that only gives its steps out, far faster than they are done, has nothing to show until all are.
bool Trainer::run_epoch(const std::atomic<bool>& stop, ProgressBar& progress) {
  network_->train();
  const auto steps = static_cast<std::int64_t>(bounds_.size());
  double begun = steady_seconds();
  engine_->begin_epoch(epoch_order(train_.size(), options_.seed, state_.epoch), state_.loss_sum);
  while (state_.step < steps && !engine_->stopped(stop)) {
    const auto [first, last] = bounds_[static_cast<std::size_t>(state_.step)];
    engine_->step(first, last, rate(state_.step), stop);
    if (average_.on()) average_.follow(optimizer_.steps());
    ++state_.step;
    if (engine_->knows_each_loss()) note_steps(begun, progress);
  }
  if (!engine_->knows_each_loss()) note_steps(begun, progress);
  return state_.step == steps;
}

// Time and loss of the steps since `begun`, which becomes now.
void Trainer::note_steps(double& begun, ProgressBar& progress) {
  state_.loss_sum = engine_->loss_sum();
  const double now = steady_seconds();
  state_.seconds += now - begun;
  begun = now;
  // A NaN never goes away again, so that every further step would be lost time.
  if (!std::isfinite(state_.loss_sum)) {
    const std::string step = engine_->knows_each_loss() ? fmt::format(", step {}", state_.step) : "";
    throw NotANumber(
        fmt::format("the loss is not a number in epoch {}{}: lower --lr ({}) or add --schedule one-cycle",
                    state_.epoch + 1, step, options_.optimizer.learning_rate));
  }
  if (state_.step > 0) show(progress);
}

double Trainer::rate(std::int64_t step) const {
  const auto steps = static_cast<double>(bounds_.size());
  // Of the whole training, before this step: schedules are functions of it, not of what was.
  const double done = (state_.epoch + static_cast<double>(step) / steps) / options_.epochs;
  return schedule_.rate(state_.epoch, done);
}

void Trainer::show(ProgressBar& progress) const {
  const auto steps = static_cast<std::int64_t>(bounds_.size());
  const auto rows = static_cast<double>(bounds_[static_cast<std::size_t>(state_.step) - 1].second);
  const double a_second = rows / std::max(state_.seconds, 1e-9);
  // By the speed of this epoch: earlier ones may have run on a busier machine.
  const double left = static_cast<double>(train_.size()) * (options_.epochs - state_.epoch) - rows;
  progress.step({.epoch = state_.epoch + 1,
                 .epochs = options_.epochs,
                 .step = state_.step,
                 .steps = steps,
                 .loss = state_.loss_sum / rows,
                 .rate = rate(state_.step),
                 .last = state_.log.empty() ? nullptr : &state_.log.back(),
                 .best = state_.best_epoch,
                 .rows_a_second = a_second,
                 .seconds_left = left / a_second});
}

// The average belongs to the last step; the best epoch's weights were taken with it applied.
Network Trainer::finish() {
  if (options_.selection.keep == KeptEpoch::best)
    load_network(network_, {best_.begin(), best_.end()}, "the best epoch's weights");
  else
    average_.apply();
  return whole_network(start_);
}

}  // namespace rwave::learn
