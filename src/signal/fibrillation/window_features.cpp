#include "signal/fibrillation/window_features.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "signal/fibrillation/window_arithmetic.h"

namespace rwave {

FibrillationDescriber::FibrillationDescriber(double rate)
    : rate_(rate), size_(static_cast<std::size_t>(std::lround(window_seconds * rate))) {
  using namespace fibrillation;
  for (std::size_t k = 0; k < frequency_count; ++k) frequencies_.push_back(frequency(k));
  taper_.resize(size_);
  for (std::size_t i = 0; i < size_; ++i)
    taper_[i] = static_cast<float>(
        0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(size_ - 1)));
  // A table of sines instead of a Fourier transform: 87 frequencies of some 250 samples are few,
  // the frequencies can be spaced freely, and the taper is multiplied in once.
  for (const double f : frequencies_) {
    for (std::size_t i = 0; i < size_; ++i) {
      const double angle = 2 * std::numbers::pi * f * static_cast<double>(i) / rate;
      cosine_.push_back(taper_[i] * static_cast<float>(std::cos(angle)));
      sine_.push_back(taper_[i] * static_cast<float>(std::sin(angle)));
    }
  }
}

std::optional<FibrillationWindow> FibrillationDescriber::describe(std::span<const float> window) {
  using namespace fibrillation;
  FibrillationWindow out;
  const auto [least, most] = std::ranges::minmax(window);
  out.range = most - least;
  if (out.range < least_range_mv) return std::nullopt;
  samples_.assign(window.begin(), window.end());
  const float mean = std::accumulate(window.begin(), window.end(), 0.F) / static_cast<float>(size_);
  for (float& sample : samples_) sample -= mean;
  slopes_.resize(size_ - 1);
  for (std::size_t i = 0; i + 1 < size_; ++i) slopes_[i] = samples_[i + 1] - samples_[i];
  const double slope = kurtosis_of(slopes_);
  if (slope > sharp_slopes) return std::nullopt;
  out.values[slope_kurtosis] = static_cast<float>(std::log(slope));
  add_shape(samples_, slopes_, out);
  std::array<double, frequency_count> power;
  add_spectrum(
      [&](std::size_t k) {
        const double even = dot(cosine_.data() + k * size_, samples_.data(), size_);
        const double odd = dot(sine_.data() + k * size_, samples_.data(), size_);
        return even * even + odd * odd;
      },
      power.data(), out);
  std::vector<float> r(lag_count(rate_));
  add_autocorrelation(samples_, rate_, r, out);
  add_ranges(samples_, out);
  return out;
}

}  // namespace rwave
