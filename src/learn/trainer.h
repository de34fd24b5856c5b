#pragma once
// The machine behind train(): one object is one training under way, in memory and in its checkpoint.

#include <torch/torch.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "learn/averaged_weights.h"
#include "learn/batches.h"
#include "learn/cuda/device_steps.h"
#include "learn/distributed/replica.h"
#include "learn/flat.h"
#include "learn/fused/fused_network.h"
#include "learn/models/network.h"
#include "learn/objective.h"
#include "learn/optimizer.h"
#include "learn/predict.h"
#include "learn/schedule.h"
#include "learn/start.h"
#include "learn/tensor_file.h"
#include "learn/training.h"

namespace rwave::learn {

// Everything that a checkpoint holds besides tensors.
struct TrainState {
  int epoch = 0;          // whole epochs done
  std::int64_t step = 0;  // steps done of the epoch under way
  double loss_sum = 0;    // over the rows of those steps
  double seconds = 0;     // spent on the epoch under way
  int best_epoch = 0;     // from 1; 0 = none yet
  double best_value = 0;  // the metric there, greater = better
  int renewed_epoch = 0;  // the last epoch that gained at least least_gain: early stopping counts from here
  double renewed_value = 0;
  std::vector<EpochRow> log;

  // Whether a training of so many epochs and steps an epoch can be in this state.
  bool fits(int epochs, std::int64_t steps) const {
    return epoch >= 0 && epoch <= epochs && step >= 0 && step <= steps && best_epoch >= 0 &&
           best_epoch <= epoch && log.size() == static_cast<std::size_t>(epoch);
  }
};

class Trainer {
 public:
  // Draws the first weights from the seed and copies the rows to the device. Throws as train() does.
  explicit Trainer(const TrainJob& job);

  // Takes up the folder's checkpoint where there is one. Of several processes rank 0 does, and the others
  // take up what it then is; before that all make sure that they are about to train alike.
  bool resume();

  // Trains to the end, or until `stop` turns true (false is returned, and the checkpoint holds the step
  // reached).
  bool run(const std::atomic<bool>& stop, Meter& meter);

  // The network with the weights to keep, in eval mode, and the epoch they are of.
  Network finish();
  int kept_epoch() const { return options_.keep == "best" ? state_.best_epoch : state_.epoch; }
  const TrainState& state() const { return state_; }
  bool ended_early() const { return ended_early_; }
  const torch::Device& device() const { return device_; }

  void save_checkpoint() const;

 private:
  bool run_epochs(const std::atomic<bool>& stop, Meter& meter);
  bool run_epoch(const std::atomic<bool>& stop, Meter& meter);
  Rows rows_of(const BeatSet& set, const std::vector<std::uint32_t>& rows) const;
  torch::Tensor forward(const torch::Tensor& x);
  bool run_epoch_on_device(const std::atomic<bool>& stop, Meter& meter);  // trainer_device.cpp
  void train_step(const torch::Tensor& order, std::int64_t first, std::int64_t last,
                  const std::atomic<bool>& stop);
  Evaluation validate();
  void close_epoch(Meter& meter);
  using Weights = std::vector<std::pair<std::string, torch::Tensor>>;
  void validate_into(EpochRow& row, Weights& weights);
  void note_value(double value, Weights weights);
  bool is_best(double value) const { return state_.best_epoch == 0 || value > state_.best_value; }
  bool patience_spent() const;
  void show(Meter& meter) const;
  double rate(std::int64_t step) const;  // of that step of the epoch under way
  nlohmann::json metadata() const;
  void restore(const nlohmann::json& metadata);
  bool take_up_checkpoint();

  // Of several processes (trainer_group.cpp).
  bool writes() const { return leads() && !folder_.empty(); }
  bool leads() const { return !replica_ || replica_->group().leads(); }
  void share_state();
  std::string keep_what_is_left();

  TrainOptions options_;
  std::filesystem::path folder_;
  std::vector<std::string> classes_;
  std::string fingerprint_;  // of the rows and their use
  torch::Device device_;
  double begun_ = steady_seconds();  // of making ready
  Start start_;
  Rows train_, validation_;  // as the fixed stages leave them
  Objective objective_;
  Network network_;                       // what trains: start_.trained
  std::unique_ptr<SharedUpdate> shared_;  // with other processes of this machine
  FlatParameters flat_;
  std::unique_ptr<FusedNetwork> fused_;  // null with --plain and on a GPU
  AveragedWeights average_;
  Optimizer optimizer_;
  Schedule schedule_;
  std::vector<std::pair<std::int64_t, std::int64_t>> bounds_;
  Weights best_;                                      // the best epoch's network_tensors, copied
  std::unique_ptr<Replica> replica_;                  // of several processes that train together
  std::unique_ptr<DeviceSteps> device_steps_;         // of one process on a GPU
  bool stopped_ = false;                              // one of them was asked to stop
  std::function<bool(const EpochRow&)> after_epoch_;  // false ends the training
  bool ended_early_ = false;
  TrainState state_;
};

}  // namespace rwave::learn
