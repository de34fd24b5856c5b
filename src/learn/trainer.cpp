#include "learn/trainer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/output_file.h"
#include "dataset/leakage.h"
#include "learn/cuda/device.h"
#include "learn/cuda/precision.h"
#include "learn/distributed/difference.h"
#include "learn/distributed/group.h"
#include "learn/loss.h"
#include "learn/named_tensors.h"
#include "rwave/error.h"
#include "score/confusion.h"

namespace rwave::learn {
namespace {

// Its weights are drawn on the processor: one seed gives the same ones on every device.
Start started(const TrainJob& job, const torch::Device& device) {
  Start start = start_of(job.options, job.set);
  start.fixed->to(device);
  start.trained->to(device);
  return start;
}

// Makes sure that all processes are about to train alike. What they share where they are on one machine.
std::unique_ptr<SharedUpdate> meet_others(const TrainJob& job, const std::string& rows,
                                          const torch::Device& device) {
  if (!job.group) return nullptr;
  job.group->agree(identity(job.program, rows, job.group->size(), options_to_json(job.options)));
  if (!device.is_cpu() || job.as_on_gpu || !job.group->near()) return nullptr;
  return std::make_unique<SharedUpdate>(*job.group->near(), job.group->rank(), job.group->size());
}

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

}  // namespace

Trainer::Trainer(const TrainJob& job)
    : options_(job.options),
      folder_(job.folder),
      classes_(job.set.classes),
      fingerprint_(fingerprint(job.set, job.split)),
      device_(open_device(options_.device, job.group ? job.group->rank() : 0)),
      start_(started(job, device_)),
      train_(rows_of(job.set, job.split.train)),
      validation_(rows_of(job.set, job.split.validation)),
      objective_(options_, job.set, weights_of(options_, train_, classes_.size()), train_.signals, device_),
      network_(start_.trained),
      shared_(meet_others(job, fingerprint_, device_)),
      flat_(network_->parameters(), shared_
                                        ? [this](std::int64_t count) { return shared_->memory_for(count); }
                                        : FlatParameters::MemoryFor()),
      average_(network_, options_.average),
      optimizer_(options_, flat_.values(), flat_.gradients(), job.as_on_gpu, start_.slow),
      schedule_(options_),
      bounds_(batch_bounds(train_.size(), options_.batch)),
      after_epoch_(job.after_epoch) {
  if (job.group) {
    const bool fused = !options_.plain && device_.is_cpu() && !job.as_on_gpu;
    replica_ = std::make_unique<Replica>(*job.group, shared_.get(), network_, flat_, options_.sync_batch_norm,
                                         fused);
  }
  if ((validation_.size() == 0) != (options_.validation == 0)) {
    throw Error(
        fmt::format("--validation {} leaves {} validation rows", options_.validation, validation_.size()));
  }
  if (options_.loss == "barlow" && (job.group || device_.is_cuda())) {
    throw UsageError(
        "--loss barlow compares the rows of one batch: it trains in one process on the processor");
  }
  if (options_.mixup > 0 && job.group)
    throw UsageError("--mixup mixes the rows of one batch: it trains in one process");
  // What the fixed stages took, once, is a part of the training's time.
  if (!start_.fixed->is_empty()) state_.seconds = steady_seconds() - begun_;
  set_precision(options_.precision);
  if (device_.is_cuda() || job.as_on_gpu) {
    if (replica_) return;  // whose exchange among processes is not recorded
    const Forward pass = [this](const torch::Tensor& x) { return forward(x); };
    device_steps_ = std::make_unique<DeviceSteps>(
        DeviceSteps::Parts{options_, train_, objective_, pass, flat_, optimizer_});
    return;
  }
  if (!options_.plain) fused_ = std::make_unique<FusedNetwork>(network_, &flat_, at::get_num_threads());
  if (replica_ && fused_) replica_->serve(fused_->context());
  if (shared_) shared_->divide(flat_, optimizer_, fused_ != nullptr);
}

Rows Trainer::rows_of(const BeatSet& set, const std::vector<std::uint32_t>& rows) const {
  Rows gathered = gather_rows(set, rows).to(device_);
  gathered.x = through_fixed(start_, gathered.x);
  return gathered;
}

torch::Tensor Trainer::forward(const torch::Tensor& x) {
  if (fused_) return fused_->forward(x);
  const Bf16Products lower(device_, options_.precision == "bf16" && network_->is_training());
  return network_->forward(x).to(torch::kFloat32);
}

bool Trainer::run(const std::atomic<bool>& stop, Meter& meter) {
  try {
    return run_epochs(stop, meter);
  } catch (const LostRank& lost) {
    meter.end();
    throw Error(lost.what() + keep_what_is_left());
  }
}

bool Trainer::run_epochs(const std::atomic<bool>& stop, Meter& meter) {
  while (state_.epoch < options_.epochs && !patience_spent() && !ended_early_) {
    if (!run_epoch(stop, meter)) {
      if (writes()) save_checkpoint();
      return false;
    }
    close_epoch(meter);
    ended_early_ = after_epoch_ && !after_epoch_(state_.log.back());
  }
  return true;
}

bool Trainer::run_epoch(const std::atomic<bool>& stop, Meter& meter) {
  network_->train();
  if (device_steps_) return run_epoch_on_device(stop, meter);
  const torch::Tensor order = epoch_order(train_.size(), options_.seed, state_.epoch).to(device_);
  double begun = steady_seconds();
  while (state_.step < static_cast<std::int64_t>(bounds_.size())) {
    if (replica_ ? stopped_ : stop.load()) return false;
    const auto [first, last] = bounds_[static_cast<std::size_t>(state_.step)];
    train_step(order, first, last, stop);
    ++state_.step;
    state_.seconds += steady_seconds() - begun;
    begun = steady_seconds();
    show(meter);
  }
  return true;
}

void Trainer::train_step(const torch::Tensor& order, std::int64_t first, std::int64_t last,
                         const std::atomic<bool>& stop) {
  const Share share = replica_ ? replica_->begin_step(first, last) : Share{first, last};
  const torch::Tensor rows = order.slice(0, share.first, share.last);
  if (device_.is_cuda()) seed_device(device_, options_.seed, optimizer_.steps());
  const Objective::Batch batch =  // drawn as one process does
      objective_.change(train_.x.index_select(0, rows), train_.y.index_select(0, rows), share.first - first,
                        last - first);
  if (replica_ && !fused_) replica_->part(options_.seed + static_cast<std::uint64_t>(optimizer_.steps()));
  if (device_.is_cuda())
    seed_device(device_, options_.seed, optimizer_.steps(), 1 + replica_->group().rank());
  const Forward pass = [this](const torch::Tensor& x) { return forward(x); };
  torch::Tensor own_loss = objective_.loss(pass, batch);
  flat_.clear_gradients();
  if (replica_) {
    own_loss = own_loss * share.weight;
    replica_->tell(own_loss, stop);
  }
  own_loss.backward();
  double value = 0;
  if (replica_) {
    const Replica::Outcome outcome = replica_->finish_step();
    value = outcome.loss;
    stopped_ = outcome.stop;
  } else {
    value = own_loss.item<double>();
  }
  optimizer_.step(rate(state_.step));
  if (replica_) replica_->complete_step();
  if (average_.on()) average_.follow(optimizer_.steps());
  if (!std::isfinite(value)) {
    throw NotANumber(fmt::format(
        "the loss is not a number in epoch {}, step {}: lower --lr ({}) or add --schedule one-cycle",
        state_.epoch + 1, state_.step + 1, options_.lr));
  }
  state_.loss_sum += value * static_cast<double>(last - first);
}

double Trainer::rate(std::int64_t step) const {
  const auto steps = static_cast<double>(bounds_.size());
  const double done = (state_.epoch + static_cast<double>(step) / steps) / options_.epochs;
  return schedule_.rate(state_.epoch, done);
}

void Trainer::show(Meter& meter) const {
  const auto steps = static_cast<std::int64_t>(bounds_.size());
  const auto rows = static_cast<double>(bounds_[static_cast<std::size_t>(state_.step) - 1].second);
  const double a_second = rows / std::max(state_.seconds, 1e-9);
  const double left = static_cast<double>(train_.size()) * (options_.epochs - state_.epoch) - rows;
  meter.step({.epoch = state_.epoch + 1,
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

Network Trainer::finish() {
  if (options_.keep == "best")
    load_network(network_, {best_.begin(), best_.end()}, "the best epoch's weights");
  else
    average_.put();
  return joined(start_);
}

}  // namespace rwave::learn
