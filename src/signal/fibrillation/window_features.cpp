#include "signal/fibrillation/window_features.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "signal/detect/dot.h"

namespace rwave {
namespace {

constexpr double lowest_frequency = 0.5, highest_frequency = 22, frequency_step = 0.25;  // Hz
constexpr float least_range_mv = 0.03F;  // a lead that swings less shows neither beats nor fibrillation
constexpr float sharp_slopes = 10;       // slope kurtosis; fibrillation has 2 to 5, a sine 1.5

double power_of(std::span<const float> values) {
  return dot(values.data(), values.data(), values.size());
}

double mean_magnitude(std::span<const float> values) {
  double sum = 0;
  for (const float value : values) sum += std::fabs(value);
  return sum / static_cast<double>(values.size());
}

// The fourth moment over the square of the second; 3 for a Gaussian, 1.5 for a sine.
double kurtosis_of(std::span<const float> values) {
  double second = 0, fourth = 0;
  for (const float value : values) {
    const double square = static_cast<double>(value) * value;
    second += square;
    fourth += square * square;
  }
  return second > 0 ? fourth * static_cast<double>(values.size()) / (second * second) : 1;
}

float greatest_magnitude(std::span<const float> values) {
  float most = 0;
  for (const float value : values) most = std::max(most, std::fabs(value));
  return most;
}

float share_beyond(std::span<const float> values, float limit) {
  const auto count = std::ranges::count_if(values, [&](float value) { return std::fabs(value) > limit; });
  return static_cast<float>(count) / static_cast<float>(values.size());
}

}  // namespace

FibrillationDescriber::FibrillationDescriber(double rate)
    : rate_(rate), size_(static_cast<std::size_t>(std::lround(window_seconds * rate))) {
  for (double f = lowest_frequency; f <= highest_frequency; f += frequency_step) frequencies_.push_back(f);
  taper_.resize(size_);
  for (std::size_t i = 0; i < size_; ++i)
    taper_[i] = static_cast<float>(
        0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(size_ - 1)));
  for (const double f : frequencies_) {
    for (std::size_t i = 0; i < size_; ++i) {
      const double angle = 2 * std::numbers::pi * f * static_cast<double>(i) / rate;
      cosine_.push_back(taper_[i] * static_cast<float>(std::cos(angle)));
      sine_.push_back(taper_[i] * static_cast<float>(std::sin(angle)));
    }
  }
}

std::optional<FibrillationWindow> FibrillationDescriber::describe(std::span<const float> window) {
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
  add_shape(out);
  add_spectrum(out);
  add_autocorrelation(out);
  add_ranges(out);
  return out;
}

void FibrillationDescriber::add_shape(FibrillationWindow& out) const {
  const double height = mean_magnitude(samples_), slope = mean_magnitude(slopes_);
  // A sine's mean magnitude over that of its slope is its period over 2 pi.
  const double half_period = slope > 0 ? std::numbers::pi * height / slope : 1;
  const std::size_t lag = std::clamp<std::size_t>(static_cast<std::size_t>(half_period + 0.5), 1, size_ / 2);
  double kept = 0, all = 0;
  for (std::size_t i = lag; i < size_; ++i) {
    kept += std::fabs(samples_[i] + samples_[i - lag]);
    all += std::fabs(samples_[i]) + std::fabs(samples_[i - lag]);
  }
  out.values[leakage] = all > 0 ? static_cast<float>(kept / all) : 1;
  out.values[kurtosis] = static_cast<float>(std::log(kurtosis_of(samples_)));
  out.values[above_threshold] = share_beyond(samples_, 0.2F * greatest_magnitude(samples_));
  out.values[flat_slopes] = 1 - share_beyond(slopes_, 0.1F * greatest_magnitude(slopes_));
}

void FibrillationDescriber::add_spectrum(FibrillationWindow& out) const {
  std::vector<double> power(frequencies_.size());
  double total = 1e-12, centre = 0, high = 0, middle = 0;
  std::size_t top = 0;
  for (std::size_t k = 0; k < power.size(); ++k) {
    const double even = dot(cosine_.data() + k * size_, samples_.data(), size_);
    const double odd = dot(sine_.data() + k * size_, samples_.data(), size_);
    const double f = frequencies_[k];
    power[k] = even * even + odd * odd;
    total += power[k];
    centre += f * power[k];
    if (f > 10) high += power[k];
    if (f >= 2.5 && f < 8) middle += power[k];
    const bool searched = f >= 1.5 && f <= 9;
    if (searched && (frequencies_[top] < 1.5 || power[k] > power[top])) top = k;
  }
  double near = 0, entropy = 0;
  for (std::size_t k = 0; k < power.size(); ++k) {
    const double ratio = frequencies_[k] / frequencies_[top];
    if (ratio > 0.7 && ratio < 1.4) near += power[k];
    const double share = power[k] / total;
    entropy -= share * std::log(share + 1e-12);
  }
  out.values[dominant_frequency] = static_cast<float>(frequencies_[top]);
  out.values[concentration] = static_cast<float>(near / total);
  out.values[high_power] = static_cast<float>(std::log(high / total + 1e-4));
  out.values[middle_power] = static_cast<float>(middle / total);
  out.values[mean_frequency] = static_cast<float>(centre / total);
  out.values[spectral_entropy] =
      static_cast<float>(entropy / std::log(static_cast<double>(frequencies_.size())));
}

void FibrillationDescriber::add_autocorrelation(FibrillationWindow& out) const {
  const auto lag_of = [&](double seconds) { return static_cast<std::size_t>(seconds * rate_); };
  const std::size_t first_return = lag_of(0.55), longest = lag_of(1.3);
  const double power = power_of(samples_) + 1e-12;
  std::vector<float> r(longest);
  for (std::size_t lag = 0; lag < longest; ++lag) {
    const std::size_t pairs = size_ - lag;
    r[lag] = static_cast<float>(dot(samples_.data(), samples_.data() + lag, pairs) / power *
                                static_cast<double>(size_) / static_cast<double>(pairs));
  }
  const auto end = r.begin() + static_cast<std::ptrdiff_t>(first_return);
  auto zero = std::find_if(r.begin(), end, [](float value) { return value < 0; });
  if (zero == end) --zero;
  const auto back = std::max_element(zero, end);
  out.values[first_zero] = static_cast<float>(static_cast<double>(zero - r.begin()) / rate_);
  out.values[periodicity] = *back;
  out.values[period] = static_cast<float>(static_cast<double>(back - r.begin()) / rate_);
  out.values[deepest_correlation] = *std::min_element(r.begin(), end);
  out.values[long_periodicity] =
      *std::max_element(r.begin() + static_cast<std::ptrdiff_t>(lag_of(0.35)), r.end());
}

void FibrillationDescriber::add_ranges(FibrillationWindow& out) const {
  constexpr std::size_t parts = 8;
  std::array<double, parts> ranges{};
  const std::size_t part = size_ / parts;
  for (std::size_t p = 0; p < parts; ++p) {
    const auto [low, high] = std::ranges::minmax(std::span(samples_).subspan(p * part, part));
    ranges[p] = high - low;
  }
  const auto [least, most] = std::ranges::minmax(ranges);
  const double mean = std::accumulate(ranges.begin(), ranges.end(), 0.0) / parts;
  double square = 0;
  for (const double range : ranges) square += (range - mean) * (range - mean) / parts;
  out.values[least_range] = static_cast<float>(least / (most + 1e-9));
  out.values[range_spread] = static_cast<float>(std::sqrt(square) / (mean + 1e-9));
}

}  // namespace rwave
