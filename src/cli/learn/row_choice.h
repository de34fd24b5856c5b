#pragma once
// The rows that a training's options mean.

#include "cli/dataset.h"
#include "learn/options.h"

namespace rwave::cli {

inline RowChoice row_choice(const learn::TrainOptions& options) {
  return {options.data,
          options.recipe,
          options.split,
          options.test_share,
          options.train_share,
          options.validation,
          options.validation_by_patient,
          options.seed,
          options.simulate};
}

}  // namespace rwave::cli
