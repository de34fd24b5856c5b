#pragma once
// The picture of attributions: on which parts of a beat a network's answer rests, class by class.

#include <string>
#include <vector>

#include "figures/figure.h"
#include "score/provenance.h"

namespace rwave {

// Means over beats of one class, a value by sample.
struct ClassAttribution {
  std::string class_name;
  std::size_t class_index = 0;
  // That the means are over.
  std::size_t beats = 0;
  std::vector<double> beat, attribution;
};

// A panel a class: the mean beat as a dark line (left axis), the mean attribution filled in the class's
// colour (right axis, the same in all panels), over ms from the R peak at the row's start. `axis` names the
// right axis. Error where there are no classes.
Figure attribution_figure(const std::vector<ClassAttribution>& classes, double rate, const std::string& what,
                          const std::string& axis, const Provenance& provenance);

}  // namespace rwave
