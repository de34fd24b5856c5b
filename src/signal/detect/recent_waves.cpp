#include "signal/detect/recent_waves.h"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <span>

#include "signal/detect/dot.h"
#include "signal/detect/wave_shape.h"

namespace rwave {
namespace {

constexpr std::size_t remembered = 16;

}  // namespace

void RecentWaves::add(const float* middle, std::int64_t index) {
  if (waves_.size() == remembered) waves_.pop_front();
  waves_.push_back(Wave{index, shape(middle)});
}

std::vector<float> RecentWaves::shape(const float* middle) const {
  std::vector<float> values(size());
  write_shape({middle - half_, size()}, values.data());
  return values;
}

// The second best of the remembered waves: one may be the candidate's own neighbour by chance
// alike, or an artefact that repeats once. A lag is allowed, as the middle of a wave shifts by a
// few samples from beat to beat.
float RecentWaves::likeness(const float* middle, std::int64_t index, std::int64_t apart) const {
  std::vector<float> scales, correlations;
  for (int lag = -most_lag_; lag <= most_lag_; ++lag) {
    const std::span<const float> here(middle + lag - half_, size());
    scales.push_back(scale_of(here, mean_of(here)));
  }
  for (const Wave& wave : waves_) {
    if (std::abs(wave.index - index) < apart) continue;
    float most = -1;
    for (int lag = -most_lag_; lag <= most_lag_; ++lag) {
      // A remembered shape has mean 0, so that, but for rounding, the mean of what is here falls out of the
      // product.
      const float* here = middle + lag - half_;
      most = std::max(
          most, dot(wave.shape.data(), here, size()) * scales[static_cast<std::size_t>(lag + most_lag_)]);
    }
    correlations.push_back(most);
  }
  if (correlations.size() < 2) return 0;
  std::ranges::nth_element(correlations, correlations.begin() + 1, std::greater<>());
  return correlations[1];
}

}  // namespace rwave
