#pragma once
// The confusion matrix as a picture.

#include "figures/figure.h"
#include "score/confusion.h"
#include "score/provenance.h"

namespace rwave {

// A square a cell, shaded by the share of the true class (a row sums to 100 %), with the count and the share
// in it. Rows are the true classes with their number of beats, columns what they were called. Cells of a
// class without beats are left white, with a dash.
Figure confusion_figure(const Confusion& confusion, const Provenance& provenance);

}  // namespace rwave
