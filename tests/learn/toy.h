#pragma once
// Beat sets that a network learns in a second: each class is a bump at a place of its own, under noise.

#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "beat/beat_set.h"
#include "learn/options/train_options.h"
#include "math/random.h"

namespace rwave::testing {

// `n` rows of 187 samples of three classes with shares 1/2, 1/3, 1/6, in a fixed mixed order.
inline BeatSet toy_set(std::size_t n) {
  BeatSet set;
  set.recipe = "toy";
  set.classes = {"left", "middle", "right"};
  set.records = {{"toy", ""}};
  Random random(7);
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint8_t label = i % 6 < 3 ? 0 : i % 6 < 5 ? 1 : 2;
    for (int t = 0; t < set.width; ++t) {
      const double place = (t - 40.0 * (label + 1) - 10 * random.uniform()) / 12;
      set.values.push_back(static_cast<float>(std::exp(-place * place) + 0.2 * random.normal()));
    }
    set.labels.push_back(label);
    set.record.push_back(0);
    set.sample.push_back(-1);
  }
  return set;
}

// The first six tenths of the rows train, two tenths validate, two test.
inline Split toy_split(const BeatSet& set) {
  Split split{"toy", "toy rows in their order", {}, {}, {}};
  for (std::uint32_t i = 0; i < set.size(); ++i) {
    const std::size_t tenth = 10 * i / set.size();
    (tenth < 6 ? split.train : tenth < 8 ? split.validation : split.test).push_back(i);
  }
  return split;
}

// Options for such a set: short, one thread.
inline learn::TrainOptions toy_options(const std::string& model) {
  learn::TrainOptions options;
  options.network.name = model;
  options.rows.data = "toy";
  options.rows.split = "toy";
  options.epochs = 4;
  options.batch = 16;
  options.execution.threads = 1;
  options.optimizer.learning_rate = 3e-3;
  options.optimizer.kind = learn::OptimizerKind::adamw;
  options.schedule.kind = learn::ScheduleKind::one_cycle;
  return options;
}

}  // namespace rwave::testing
