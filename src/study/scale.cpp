#include "study/space.h"

#include <algorithm>
#include <cmath>

namespace rwave::study {

// Half a step more at either end for whole numbers: the ends would otherwise be drawn half as often
// as all others, as only half of their rounding interval lies in the range. As in Optuna.
Scale scale_of(const Distribution& d) {
  const double half = d.kind == Kind::whole ? d.step / 2 : 0;
  return {to_scale(d, d.low - half), to_scale(d, d.high + half)};
}

double to_scale(const Distribution& d, double value) {
  return d.log ? std::log(value) : value;
}

double from_scale(const Distribution& d, double point) {
  double value = d.log ? std::exp(point) : point;
  // Rounded on the range, not on its logarithm: the steps are of the values.
  if (d.step > 0) value = d.low + std::round((value - d.low) / d.step) * d.step;
  return std::clamp(value, d.low, d.high);
}

}  // namespace rwave::study
