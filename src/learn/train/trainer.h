#pragma once
// The loop behind train(): one object is one training under way, in memory and in its checkpoint. What a step
// is belongs to the StepEngine; here are epochs, validation, the best weights, resuming and several
// processes.

#include <torch/torch.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "learn/model/safetensors.h"
#include "learn/model/weights.h"
#include "learn/optim/flat_parameters.h"
#include "learn/optim/moving_average.h"
#include "learn/optim/optimizer.h"
#include "learn/optim/schedule.h"
#include "learn/train/batches.h"
#include "learn/train/initial_network.h"
#include "learn/train/loss.h"
#include "learn/train/objective.h"
#include "learn/train/step_engine.h"
#include "learn/train/training.h"

namespace rwave::learn {

// Everything that a checkpoint holds besides tensors. Written as JSON by metadata().
struct TrainState {
  // Whole epochs done.
  int epoch = 0;
  // Steps done of the epoch under way.
  std::int64_t step = 0;
  // Sum of the losses of the rows of those steps.
  double loss_sum = 0;
  // Time spent on the epoch under way, in seconds.
  double seconds = 0;
  // The epoch whose weights are the best so far, from 1; 0 = none yet.
  int best_epoch = 0;
  // The metric there, greater = better.
  double best_value = 0;
  // The last epoch that gained at least least_gain: early stopping counts from here. A better epoch by less
  // is kept all the same, but noise does not renew patience.
  int renewed_epoch = 0;
  double renewed_value = 0;
  // One row per whole epoch, as log.csv has it.
  std::vector<EpochRow> log;

  // Whether a training of `epochs` epochs of `steps` steps can be in this state: a checkpoint is a file, and
  // a file may be damaged in ways that its checksum does not show.
  bool fits(int epochs, std::int64_t steps) const {
    return epoch >= 0 && epoch <= epochs && step >= 0 && step <= steps && best_epoch >= 0 &&
           best_epoch <= epoch && log.size() == static_cast<std::size_t>(epoch);
  }
};

// Not copied, and used by one thread; `stop` may be set by any.
class Trainer {
 public:
  // Draws the first weights from the seed and copies the rows to the device. Throws as train() does.
  explicit Trainer(const TrainJob& job);

  // Resumes from the folder's checkpoint where there is one. Of several processes rank 0 reads it, and the
  // others receive its state.
  bool resume();

  // Trains to the end, or until `stop` turns true (false is returned, and the checkpoint holds the step
  // reached).
  bool run(const std::atomic<bool>& stop, ProgressBar& progress);

  // After run(): the network with the weights to keep, in eval mode, and the epoch they are of.
  Network finish();
  int kept_epoch() const {
    return options_.selection.keep == KeptEpoch::best ? state_.best_epoch : state_.epoch;
  }
  const TrainState& state() const { return state_; }
  // Whether after_epoch of the job asked for the end.
  bool ended_early() const { return ended_early_; }
  const torch::Device& device() const { return device_; }

  // Writes the folder's checkpoint, whole or not at all; where the disk is full the one before it stays.
  void save_checkpoint() const;

 private:
  // The loop: epochs, and the steps of one epoch. False where it was stopped on the way.
  bool run_epochs(const std::atomic<bool>& stop, ProgressBar& progress);
  bool run_epoch(const std::atomic<bool>& stop, ProgressBar& progress);
  // The rows on the device, through the frozen stages.
  Rows rows_of(const BeatSet& set, const std::vector<std::uint32_t>& rows) const;
  // Loss and time of steps that are done, into the state and the progress bar.
  void note_steps(double& begun, ProgressBar& progress);
  // The end of an epoch (trainer_epoch.cpp): validation, the best weights, the log, the checkpoint.
  void close_epoch(ProgressBar& progress);
  // Scores of the validation rows into `row`; `weights` receives a copy of those scored where they are the
  // best so far.
  void validate_into(EpochRow& row, NamedTensors& weights);
  // Keeps the weights where the value is the best so far.
  void note_value(double value, NamedTensors weights);
  bool is_best(double value) const { return state_.best_epoch == 0 || value > state_.best_value; }
  // Whether selection.patience epochs brought no gain of least_gain.
  bool patience_spent() const;
  void show(ProgressBar& progress) const;
  // The learning rate of that step of the epoch under way.
  double rate(std::int64_t step) const;
  // What a checkpoint says of itself, and back (checkpoint.cpp).
  nlohmann::json metadata() const;
  void restore(const nlohmann::json& metadata);
  bool resume_from_checkpoint();

  // Of several processes (trainer_group.cpp): rank 0 alone writes; the state is shared at the beginning, and
  // saved where a rank is lost.
  bool writes() const { return is_leader() && !folder_.empty(); }
  bool is_leader() const { return !group_ || group_->is_leader(); }
  // Rank 0's state, weights and moments on all ranks.
  void share_state();
  // After LostRank: saves what is whole, a checkpoint of the step before if it can, and says how to resume.
  std::string save_after_loss();

  // Complete and checked.
  TrainOptions options_;
  // Of checkpoint, log and model; empty: nothing is written.
  std::filesystem::path folder_;
  // Names by index, for confusion matrices.
  std::vector<std::string> classes_;
  // Checksum of the rows and of which of them train, validate and test.
  std::string fingerprint_;
  // The processes that train together; null for one alone.
  Group* group_;
  torch::Device device_;
  // When making ready began: what the frozen stages take is a part of the training's time.
  double begun_ = steady_seconds();
  InitialNetwork start_;
  // Rows as the frozen stages leave them.
  Rows train_, validation_;
  Objective objective_;
  // The stages that train: start_.trained, sharing its memory.
  Network network_;
  // Memory and work shared with other processes of this machine; null elsewhere.
  std::unique_ptr<SharedUpdate> shared_;
  FlatParameters flat_;
  MovingAverage average_;
  Optimizer optimizer_;
  Schedule schedule_;
  // The rows [first, last) of each batch of an epoch.
  std::vector<std::pair<std::int64_t, std::int64_t>> bounds_;
  // The best epoch's network_tensors, copied.
  NamedTensors best_;
  std::unique_ptr<StepEngine> engine_;
  // Called after each epoch; false ends the training.
  std::function<bool(const EpochRow&)> after_epoch_;
  bool ended_early_ = false;
  TrainState state_;
};

}  // namespace rwave::learn
