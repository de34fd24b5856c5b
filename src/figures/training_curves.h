#pragma once
// Training curves: loss and validation scores by epoch.

#include <span>

#include "figures/figure.h"
#include "score/provenance.h"

namespace rwave {

// One epoch of a training's log. Scores are fractions of the validation rows; NaN where there is none.
struct EpochRow {
  // Counted from 1.
  int epoch = 0;
  double training_loss = 0;
  double validation_loss = 0;
  double accuracy = 0;
  double balanced_accuracy = 0;
  double macro_f1 = 0;
};

// Left the two losses, right the three validation scores in %; a vertical line marks `best_epoch`, whose
// weights were kept. Error where there are no epochs.
Figure training_curves(std::span<const EpochRow> log, int best_epoch, const Provenance& provenance);

}  // namespace rwave
