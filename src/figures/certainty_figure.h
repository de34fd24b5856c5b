#pragma once
// The picture of calibration: how honest probabilities are, and what rejecting doubtful beats is worth.

#include <span>

#include "figures/figure.h"
#include "score/certainty.h"
#include "score/provenance.h"

namespace rwave {

// Left the share of right answers over their probability (a point a bin, larger where there are more beats;
// the diagonal is honest), right the share of wrong ones among the beats kept over the share kept, both in %.
// Error where there are no answers.
Figure certainty_figure(std::span<const Answer> answers, const Provenance& provenance);

}  // namespace rwave
