#pragma once
// Learning-rate schedules.

#include <nlohmann/json_fwd.hpp>

#include "learn/options/train_options.h"

namespace rwave::learn {

// Rates by `options.schedule.kind`, with P = steps done / steps of the whole training:
//   constant          lr
//   step              lr * factor^(epoch / step_epochs)
//   plateau           lr, times factor when the metric was not better for more than plateau_patience epochs
//   plateau-reversed  the report's fault: its scheduler took a fall of the validation accuracy for progress,
//                     so the rate was cut about every plateau_patience + 1 epochs of steady learning
//   cosine            lr * (1 + cos(pi P)) / 2                          (Loshchilov 2017, without restarts)
//   one-cycle         from lr / 25 up to lr over the share warm_up of the steps, then down to lr / 250,000,
//                     both along a cosine (Smith 2018, with the shape and numbers of PyTorch's OneCycleLR)
class Schedule {
 public:
  explicit Schedule(const TrainOptions& options) : options_(options) {}

  // The rate for a step: `epoch` from 0, `progress` = P before the step, 0..1.
  double rate(int epoch, double progress) const;

  // To be called at the end of every epoch; `value` is greater where better, `accuracy` the validation
  // accuracy.
  void epoch_done(double value, double accuracy);

  // For checkpoints: a plateau's cuts so far, what it waits for.
  nlohmann::json state() const;
  void restore(const nlohmann::json& state);

 private:
  TrainOptions options_;
  // Product of the plateau's cuts.
  double scale_ = 1;
  // Of the plateau: the best value so far.
  double best_ = 0;
  // Whether best_ holds a value.
  bool any_ = false;
  // Epochs since the best value.
  int waited_ = 0;
};

// What must be gained for an epoch to count as better, for plateaus and early stopping: noise does not renew
// patience.
inline constexpr double least_gain = 1e-4;

}  // namespace rwave::learn
