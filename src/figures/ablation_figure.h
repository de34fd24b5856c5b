#pragma once
// The picture of an ablation study: what is left of a network's scores when parts of the rows are taken away.

#include <string>
#include <vector>

#include "figures/figure.h"
#include "score/confusion.h"
#include "score/provenance.h"

namespace rwave {

// One version of the rows and what the network made of it.
struct AblationBar {
  // What was taken away, as the line's label: "the R peaks flattened".
  std::string what;
  // On the same test rows as every other bar's.
  Confusion confusion;
};

// From top to bottom a line an entry: a bar to the balanced accuracy, a tick at the accuracy, a mark in its
// colour for each class's recall, in %. Error where there are no entries.
Figure ablation_figure(const std::vector<AblationBar>& bars, const Provenance& provenance);

}  // namespace rwave
