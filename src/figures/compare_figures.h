#pragma once
// The pictures of a comparison: networks by score, treatment and split.

#include <string>
#include <vector>

#include "figures/figure.h"

namespace rwave {

// One mark of the comparison. Scores are shares of 1, NaN where unknown.
struct ScoredNetwork {
  // The line it stands on.
  std::string network;
  // Unweighted, weighted, augmented: its colour.
  std::string treatment;
  // Its shape: "official", "patients apart", "another".
  std::string split;
  // By others: drawn hollow, as it cannot be measured again here.
  bool published = false;
  double accuracy = 0;
  double macro_f1 = 0;
};

// Left accuracy, right macro-F1, a line per network in order of appearance. Filled marks are `ours`, hollow
// ones published. `provenance` is the title's second part: data, splits, seeds. Error where there is no mark.
Figure compare_figure(const std::vector<ScoredNetwork>& marks, const std::string& provenance);

// One line of the picture of the distance; shares of 1.
struct SplitDistance {
  // Network and treatment: "seed, unweighted".
  std::string name;
  // Mean F1 of N S V F, F1 of S, F1 of V: on the official split, and with patients apart.
  double official[3] = {};
  double apart[3] = {};
};

// Three panels: each line runs from the official split's figure to that of DS1/DS2. Error where there are
// none.
Figure gap_figure(const std::vector<SplitDistance>& distances, const std::string& provenance);

}  // namespace rwave
