#pragma once
// The scale on which a range of numbers is searched: itself or its logarithm.

#include "study/space.h"

namespace rwave::study {

struct Scale {
  double low = 0, high = 0;
  double width() const { return high - low; }
};

// Of whole numbers half a step more on both sides, so that rounding gives the ends their full share; as
// Optuna does.
Scale scale_of(const Distribution& distribution);

// A value on the scale, and the value of the range that a point of the scale stands for.
double to_scale(const Distribution& distribution, double value);
double from_scale(const Distribution& distribution, double point);

}  // namespace rwave::study
