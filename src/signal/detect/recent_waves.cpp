#include "signal/detect/recent_waves.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "signal/detect/wave_shape.h"

namespace rwave {
namespace {

constexpr std::int64_t no_wave = std::numeric_limits<std::int64_t>::min();

std::size_t samples_of(int half) {
  return 2 * static_cast<std::size_t>(half) + 1;
}

}  // namespace

RecentWaves::RecentWaves(int half, int most_lag)
    : half_(half),
      most_lag_(most_lag),
      sets_{ShapeSet(samples_of(half)), ShapeSet(samples_of(half))},
      // Scales are computed for eight lags at a time, of which the last may lie beyond those that are asked
      // for.
      here_(samples_of(half) + samples_of(most_lag) + ShapeSet::most),
      scales_(samples_of(most_lag) + ShapeSet::most) {
  indices_.fill(no_wave);
}

void RecentWaves::add(const float* middle, std::int64_t index) {
  write_shape(middle, here_.data());
  sets_[next_ / ShapeSet::most].put(next_ % ShapeSet::most, here_.data());
  indices_[next_] = index;
  next_ = (next_ + 1) % remembered;
}

void RecentWaves::write_shape(const float* middle, float* values) const {
  rwave::write_shape({middle - half_, shape_size()}, values);
}

// The second best of the remembered waves: one may be the candidate's own neighbour by chance
// alike, or an artefact that repeats once. A lag is allowed, as the middle of a wave shifts by a
// few samples from beat to beat.
float RecentWaves::likeness(const float* middle, std::int64_t index, std::int64_t apart) const {
  const std::size_t lags = samples_of(most_lag_);
  std::copy_n(middle - most_lag_ - half_, shape_size() + lags - 1, here_.begin());
  for (std::size_t lag = 0; lag < lags; lag += ShapeSet::most)
    eight_scales(here_.data() + lag, shape_size(), scales_.data() + lag);
  // A remembered shape has mean 0, so that, but for rounding, the mean of what is here falls out of the
  // product.
  std::array<float, remembered> most;
  for (std::size_t set = 0; set < sets_.size(); ++set)
    sets_[set].likenesses(here_.data(), scales_.data(), lags, most.data() + set * ShapeSet::most);
  int known = 0;
  float best = -2, second = -2;
  for (std::size_t i = 0; i < remembered; ++i) {
    if (indices_[i] == no_wave || std::abs(indices_[i] - index) < apart) continue;
    ++known;
    second = std::max(second, std::min(best, most[i]));
    best = std::max(best, most[i]);
  }
  return known < 2 ? 0 : second;
}

}  // namespace rwave
