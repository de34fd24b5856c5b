// An epoch on a GPU: learn/cuda/.
#include <fmt/format.h>

#include <cmath>

#include "learn/trainer.h"
#include "rwave/error.h"

namespace rwave::learn {

// The steps are only given out, far faster than they are done, so there is nothing to show until all are. The
// loss is looked at then.
bool Trainer::run_epoch_on_device(const std::atomic<bool>& stop, Meter& meter) {
  const double begun = steady_seconds();
  const auto steps = static_cast<std::int64_t>(bounds_.size());
  device_steps_->begin_epoch(epoch_order(train_.size(), options_.seed, state_.epoch), state_.loss_sum);
  for (; state_.step < steps && !stop; ++state_.step) {
    const auto [first, last] = bounds_[static_cast<std::size_t>(state_.step)];
    device_steps_->step(first, last, rate(state_.step));
    if (average_.on()) average_.follow(optimizer_.steps());
  }
  state_.loss_sum = device_steps_->loss_sum();
  state_.seconds += steady_seconds() - begun;
  if (!std::isfinite(state_.loss_sum)) {
    throw NotANumber(
        fmt::format("the loss is not a number in epoch {}: lower --lr ({}) or add --schedule one-cycle",
                    state_.epoch + 1, options_.lr));
  }
  if (state_.step > 0) show(meter);
  return state_.step == steps;
}

}  // namespace rwave::learn
