#include "synth/perturb/change_rate.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "signal/resample.h"

namespace rwave {

std::vector<float> at_rate(std::span<const float> lead, double from, double to) {
  if (from == to) return {lead.begin(), lead.end()};
  Resampler resampler(from, to);
  std::vector<float> converted;
  resampler.push(lead, converted);
  resampler.finish(converted);
  // The resampler interpolates across a gap; a sample of the new rate is missing where the nearest
  // recorded one was, so that a gap keeps its place and length.
  const double step = from / to;
  for (std::size_t i = 0; i < converted.size(); ++i) {
    const auto nearest = static_cast<std::size_t>(std::llround(static_cast<double>(i) * step));
    if (!std::isfinite(lead[std::min(nearest, lead.size() - 1)]))
      converted[i] = std::numeric_limits<float>::quiet_NaN();
  }
  return converted;
}

void convert_times(std::span<Annotation> annotations, double from, double to, std::int64_t samples) {
  for (Annotation& annotation : annotations) {
    const auto sample = std::llround(static_cast<double>(annotation.sample) * (to / from));
    annotation.sample = std::clamp<std::int64_t>(sample, 0, samples - 1);
  }
}

}  // namespace rwave
