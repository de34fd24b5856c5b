#pragma once
// What a network's scores cost: the front of accuracy and macro-F1 against multiply-adds.

#include <string>
#include <vector>

#include "figures/figure.h"

namespace rwave {

// One network. Scores are shares of 1, NaN where unknown.
struct FrontMark {
  enum class Kind {
    // By this program, on the split that the title names.
    trained,
    // By others on that split, at the cost of the same layers.
    published,
    // By others on rows of their own choice: not to be compared, and drawn apart.
    published_elsewhere
  };
  // Marks of one name and cost are one network, which is named once.
  std::string name;
  // Per beat; the cost axis.
  double multiply_adds = 0;
  double accuracy = 0, macro_f1 = 0;
  // Standard deviation over seeds; NaN or 0 draws no bar.
  double accuracy_spread = 0, macro_f1_spread = 0;
  Kind kind = Kind::trained;
};

// A published score of the split whose network's cost is not known.
struct FrontLevel {
  std::string name;
  double accuracy = 0, macro_f1 = 0;
};

// Left accuracy, right macro-F1, both in % over multiply-adds on a logarithmic axis. The front is a staircase
// through the trained networks that no cheaper one equals; a thin line joins what was trained and published
// of one network; the best of `levels` is a dashed line. `provenance` is the title's second part. Error where
// there is no trained network.
Figure front_figure(const std::vector<FrontMark>& marks, const std::vector<FrontLevel>& levels,
                    const std::string& provenance);

// The trained marks on the front of a score, the cheapest first.
std::vector<FrontMark> front_of(const std::vector<FrontMark>& marks, double FrontMark::*score);

}  // namespace rwave
