#pragma once
// The picture of linear probes: how low a dimension of each layer carries a network's decision.

#include <cstdint>
#include <string>
#include <vector>

#include "figures/figure.h"
#include "score/provenance.h"

namespace rwave {

// One layer: at each number of principal components the share of its variance and the linear classifier's
// macro-F1, 0..1.
struct ProbeCurve {
  std::string layer;
  std::vector<std::int64_t> components;
  std::vector<double> variance, macro_f1;
};

// Left the variance, right the macro-F1 over the number of components (each twice the last or so), a curve a
// layer, the deeper the darker. Error where there are no layers.
Figure probe_figure(const std::vector<ProbeCurve>& layers, const Provenance& provenance);

}  // namespace rwave
