#pragma once
// A beat set that any network learns at once, for commands that need a trained one.

#include "beat/beat_set.h"
#include "math/random.h"

namespace rwave::testing {

// 300 rows of two classes that differ in their level.
inline BeatSet two_levels(std::uint64_t seed = 3) {
  BeatSet set;
  set.recipe = "kaggle";
  set.classes = {"low", "high"};
  set.records = {{"toy", ""}};
  Random random(seed);
  for (int i = 0; i < 300; ++i) {
    for (int t = 0; t < set.width; ++t) {
      set.values.push_back(static_cast<float>(0.7 * (i % 2) + 0.3 * random.uniform()));
    }
    set.labels.push_back(static_cast<std::uint8_t>(i % 2));
    set.record.push_back(0);
    set.sample.push_back(-1);
  }
  return set;
}

}  // namespace rwave::testing
