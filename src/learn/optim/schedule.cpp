#include "learn/optim/schedule.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>

namespace rwave::learn {
namespace {

// From `from` at share 0 to `to` at share 1 along half a cosine.
// The shape of PyTorch's OneCycleLR and CosineAnnealingLR both.
double along_cosine(double from, double to, double share) {
  return to + (from - to) * (1 + std::cos(std::numbers::pi * share)) / 2;
}

}  // namespace

double Schedule::rate(int epoch, double progress) const {
  const double lr = options_.optimizer.learning_rate;
  if (options_.schedule.kind == ScheduleKind::step)
    return lr * std::pow(options_.schedule.factor, epoch / options_.schedule.step_epochs);
  if (options_.schedule.kind == ScheduleKind::cosine) return along_cosine(lr, 0, progress);
  if (options_.schedule.kind == ScheduleKind::one_cycle) {
    const double rise = options_.schedule.warm_up;
    // PyTorch's numbers: from a 25th up, down to a 250,000th.
    if (progress < rise) return along_cosine(lr / 25, lr, progress / rise);
    return along_cosine(lr, lr / 25e4, (progress - rise) / (1 - rise));
  }
  return lr * scale_;
}

void Schedule::epoch_done(double value, double accuracy) {
  const bool reversed = options_.schedule.kind == ScheduleKind::plateau_reversed;
  if (options_.schedule.kind != ScheduleKind::plateau && !reversed) return;
  if (reversed) value = -accuracy;
  // A cut resets the waiting, not the best value: after it the same value must still be beaten.
  if (!any_ || value > best_ + least_gain) {
    best_ = value;
    any_ = true;
    waited_ = 0;
  } else if (++waited_ > options_.schedule.plateau_patience) {
    scale_ *= options_.schedule.factor;
    waited_ = 0;
  }
}

nlohmann::json Schedule::state() const {
  return {{"scale", scale_}, {"best", best_}, {"any", any_}, {"waited", waited_}};
}

void Schedule::restore(const nlohmann::json& state) {
  // Constant and cosine have no state of their own; plateau's is what it has seen.
  state.at("scale").get_to(scale_);
  state.at("best").get_to(best_);
  state.at("any").get_to(any_);
  state.at("waited").get_to(waited_);
}

}  // namespace rwave::learn
