#include "learn/schedule.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>

namespace rwave::learn {
namespace {

// From `from` at share 0 to `to` at share 1 along half a cosine.
double along_cosine(double from, double to, double share) {
  return to + (from - to) * (1 + std::cos(std::numbers::pi * share)) / 2;
}

}  // namespace

double Schedule::rate(int epoch, double progress) const {
  const double lr = options_.lr;
  if (options_.schedule == "step") return lr * std::pow(options_.factor, epoch / options_.step_epochs);
  if (options_.schedule == "cosine") return along_cosine(lr, 0, progress);
  if (options_.schedule == "one-cycle") {
    const double rise = options_.warm_up;
    if (progress < rise) return along_cosine(lr / 25, lr, progress / rise);
    return along_cosine(lr, lr / 25e4, (progress - rise) / (1 - rise));
  }
  return lr * scale_;
}

void Schedule::epoch_done(double value, double accuracy) {
  if (!options_.schedule.starts_with("plateau")) return;
  if (options_.schedule == "plateau-reversed") value = -accuracy;
  if (!any_ || value > best_ + least_gain) {
    best_ = value;
    any_ = true;
    waited_ = 0;
  } else if (++waited_ > options_.plateau_patience) {
    scale_ *= options_.factor;
    waited_ = 0;
  }
}

nlohmann::json Schedule::state() const {
  return {{"scale", scale_}, {"best", best_}, {"any", any_}, {"waited", waited_}};
}

void Schedule::restore(const nlohmann::json& state) {
  state.at("scale").get_to(scale_);
  state.at("best").get_to(best_);
  state.at("any").get_to(any_);
  state.at("waited").get_to(waited_);
}

}  // namespace rwave::learn
