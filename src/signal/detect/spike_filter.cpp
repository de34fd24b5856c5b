#include "signal/detect/spike_filter.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace rwave {
namespace {

// Pacing pulses last 2 ms at most, transmission errors a sample or two. A QRS complex is wider than
// 20 ms and never rises and falls within this.
constexpr double longest_spike = 0.006;  // s
constexpr float steeper = 6;             // than the signal on either side
constexpr float least_height = 0.1F;     // mV

// Whether each of `count` samples, and the one behind them, is recorded and near the one before it. Without a
// branch a sample, so that the compiler takes many at once.
bool calm(const float* samples, std::size_t count) {
  int steps = 0;
  for (std::size_t i = 0; i < count; ++i)
    steps |= static_cast<int>(!(std::fabs(samples[i + 1] - samples[i]) <= least_height));
  return steps == 0;
}

}  // namespace

SpikeFilter::SpikeFilter(double rate)
    : width_(std::max(1, static_cast<int>(longest_spike * rate))),
      size_(std::min(static_cast<std::size_t>(width_) + 4, window_.size())) {}

float SpikeFilter::filter(float sample) {
  if (!begun_) {
    std::fill(window_.begin(), window_.end(), sample);
    begun_ = true;
  }
  std::copy(window_.begin() + 1, window_.begin() + static_cast<std::ptrdiff_t>(size_), window_.begin());
  window_[size_ - 1] = sample;
  return mended(window_.data());
}

// Windows lie one behind the other on a line of samples, so that none has to be moved. Most segments hold no
// step that may be a spike's, and go through as they are.
void SpikeFilter::filter(const float* samples, std::size_t apart, std::size_t count, float* out) {
  constexpr std::size_t at_once = 64, segment = 16;
  if (count > 0 && !begun_) {
    std::fill(window_.begin(), window_.end(), samples[0]);
    begun_ = true;
  }
  std::array<float, std::tuple_size_v<decltype(window_)> + at_once> line;
  while (count > 0) {
    const std::size_t number = std::min(count, at_once);
    std::copy_n(window_.begin() + 1, size_ - 1, line.begin());
    for (std::size_t i = 0; i < number; ++i) line[size_ - 1 + i] = samples[i * apart];
    for (std::size_t first = 0; first < number; first += segment) {
      float* window = line.data() + first;
      const std::size_t windows = std::min(segment, number - first);
      if (calm(window + 1, windows))
        std::copy_n(window + 1, windows, out);
      else
        for (std::size_t i = 0; i < windows; ++i) out[i] = mended(window + i);
      out += windows;
    }
    std::copy_n(line.begin() + static_cast<std::ptrdiff_t>(number) - 1, size_, window_.begin());
    samples += number * apart;
    count -= number;
  }
}

float SpikeFilter::mended(float* window) const {
  // The spike to look for begins at window[2]: what is before it has been mended already.
  if (!std::isfinite(window[2])) bridge(window);
  const float rise = window[2] - window[1];
  if (std::fabs(rise) > least_height) {
    for (int width = 1; width <= width_; ++width) mend(window, width);
  }
  return window[1];
}

void SpikeFilter::bridge(float* window) const {
  const float before = window[1];
  if (!std::isfinite(before)) return;
  for (int width = 1; width <= width_; ++width) {
    float* gap = window + 2;
    const float after = gap[width];
    if (!std::isfinite(after)) continue;
    for (int i = 0; i < width; ++i)
      gap[i] = before + (after - before) * static_cast<float>(i + 1) / static_cast<float>(width + 1);
    return;
  }
}

void SpikeFilter::mend(float* window, int width) {
  const float* before = window + 1;
  float* spike = window + 2;
  const float* after = spike + width;
  const float rise = spike[0] - before[0], fall = spike[width - 1] - after[0];
  // Up and down again (or down and up): a step, as of an electrode, is no spike and must stay.
  if (!(rise * fall > 0)) return;
  const float roughness = std::max(
      {std::fabs(before[0] - before[-1]), std::fabs(after[0] - before[0]), std::fabs(after[1] - after[0])});
  const float height = std::min(std::fabs(rise), std::fabs(fall));
  if (!(height > least_height && height > steeper * roughness)) return;
  // A straight line and no filter: the samples next to the spike are sound and stay as they are.
  for (int i = 0; i < width; ++i)
    spike[i] = before[0] + (after[0] - before[0]) * static_cast<float>(i + 1) / static_cast<float>(width + 1);
}

}  // namespace rwave
