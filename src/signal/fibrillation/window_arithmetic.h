#pragma once
// The arithmetic behind a FibrillationWindow, on memory that the caller gives: FibrillationDescriber, or a
// device.

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <span>

#include "signal/detect/dot.h"
#include "signal/fibrillation/window_features.h"

namespace rwave::fibrillation {

// Hz. The lowest lies above what the baseline wanders by; a step of a quarter hertz is the resolution of a
// window of 4 s.
inline constexpr double lowest_frequency = 0.5, frequency_step = 0.25;
// Up to 22 Hz, below half of the lowest rate at which windows are described.
inline constexpr std::size_t frequency_count = 87;

inline double frequency(std::size_t k) {
  return lowest_frequency + frequency_step * static_cast<double>(k);
}

// A lead that swings less shows neither beats nor fibrillation.
inline constexpr float least_range_mv = 0.03F;
// Kurtosis of the slopes beyond which a window is not described: fibrillation has 2 to 5, a sine 1.5.
inline constexpr float sharp_slopes = 10;

// The sum of squares, not the mean: what it divides are sums as well.
inline double power_of(std::span<const float> values) {
  return dot(values.data(), values.data(), values.size());
}

// Of values about their mean: sized as a standard deviation is, but not ruled by the few highest, which QRS
// complexes would be.
inline double mean_magnitude(std::span<const float> values) {
  double sum = 0;
  for (const float value : values) sum += std::fabs(value);
  return sum / static_cast<double>(values.size());
}

// The fourth moment over the square of the second; 3 for a Gaussian, 1.5 for a sine.
// QRS complexes are rare and steep, so the slopes of a normal rhythm have a high kurtosis; fibrillation has
// slopes all the time. This one number passes over most windows before any spectrum is computed.
inline double kurtosis_of(std::span<const float> values) {
  double second = 0, fourth = 0;
  for (const float value : values) {
    const double square = static_cast<double>(value) * value;
    second += square;
    fourth += square * square;
  }
  return second > 0 ? fourth * static_cast<double>(values.size()) / (second * second) : 1;
}

// What shares are measured by, so that they depend on no gain.
inline float greatest_magnitude(std::span<const float> values) {
  float most = 0;
  for (const float value : values) most = std::max(most, std::fabs(value));
  return most;
}

// 0 .. 1, up and down alike: a lead upside down has the same share.
inline float share_beyond(std::span<const float> values, float limit) {
  const auto count = std::ranges::count_if(values, [&](float value) { return std::fabs(value) > limit; });
  return static_cast<float>(count) / static_cast<float>(values.size());
}

// Shape of the window about its mean, and of its slopes, the differences of neighbours.
inline void add_shape(std::span<const float> samples, std::span<const float> slopes,
                      FibrillationWindow& out) {
  const std::size_t size = samples.size();
  const double height = mean_magnitude(samples), slope = mean_magnitude(slopes);
  // A sine's mean magnitude over that of its slope is its period over 2 pi.
  const double half_period = slope > 0 ? std::numbers::pi * height / slope : 1;
  // The comb of Kuo and Dillman: a wave of one period cancels with itself half a period later. Fibrillation
  // leaves little, a rhythm of beats leaves most of itself.
  // At least one sample, and not so many that fewer than half of them have a partner.
  const std::size_t lag = std::clamp<std::size_t>(static_cast<std::size_t>(half_period + 0.5), 1, size / 2);
  double kept = 0, all = 0;
  for (std::size_t i = lag; i < size; ++i) {
    kept += std::fabs(samples[i] + samples[i - lag]);
    all += std::fabs(samples[i]) + std::fabs(samples[i - lag]);
  }
  out.values[leakage] = all > 0 ? static_cast<float>(kept / all) : 1;
  out.values[kurtosis] = static_cast<float>(std::log(kurtosis_of(samples)));
  out.values[above_threshold] = share_beyond(samples, 0.2F * greatest_magnitude(samples));
  // Between beats the signal is nearly flat; in fibrillation it is never.
  out.values[flat_slopes] = 1 - share_beyond(slopes, 0.1F * greatest_magnitude(slopes));
}

// `power_at(k)`: the tapered window's power at frequency k; `power`: room for frequency_count values.
// The peak is looked for from 1.5 to 9 Hz alone: fibrillation has it there, and below lie the wander of the
// baseline and the beats' own rate. The small terms keep the logarithms finite where a share is 0.
template <class PowerAt>
void add_spectrum(const PowerAt& power_at, double* power, FibrillationWindow& out) {
  double total = 1e-12, centre = 0, high = 0, middle = 0;
  std::size_t top = 0;
  for (std::size_t k = 0; k < frequency_count; ++k) {
    const double f = frequency(k);
    power[k] = power_at(k);
    total += power[k];
    centre += f * power[k];
    if (f > 10) high += power[k];
    if (f >= 2.5 && f < 8) middle += power[k];
    // 90 to 540 a minute. Below lies wander, above the harmonics of QRS complexes.
    const bool searched = f >= 1.5 && f <= 9;
    if (searched && (frequency(top) < 1.5 || power[k] > power[top])) top = k;
  }
  double near = 0, entropy = 0;
  for (std::size_t k = 0; k < frequency_count; ++k) {
    const double ratio = frequency(k) / frequency(top);
    if (ratio > 0.7 && ratio < 1.4) near += power[k];
    const double share = power[k] / total;
    entropy -= share * std::log(share + 1e-12);
  }
  out.values[dominant_frequency] = static_cast<float>(frequency(top));
  out.values[concentration] = static_cast<float>(near / total);
  out.values[high_power] = static_cast<float>(std::log(high / total + 1e-4));
  out.values[middle_power] = static_cast<float>(middle / total);
  out.values[mean_frequency] = static_cast<float>(centre / total);
  out.values[spectral_entropy] = static_cast<float>(entropy / std::log(static_cast<double>(frequency_count)));
}

// Lags that are looked at, of samples at `rate`.
// 1.3 s: the interval between two beats at 46 per minute, whose return long_periodicity looks for.
inline std::size_t lag_count(double rate) {
  return static_cast<std::size_t>(1.3 * rate);
}

// `r`: room for lag_count(rate) values.
// Divided by the number of pairs at each lag, so that a sine stays at 1 and does not fade with the lag as
// sums over fewer pairs do.
inline void add_autocorrelation(std::span<const float> samples, double rate, std::span<float> r,
                                FibrillationWindow& out) {
  const std::size_t size = samples.size();
  const auto lag_of = [&](double seconds) { return static_cast<std::size_t>(seconds * rate); };
  const std::size_t first_return = lag_of(0.55), longest = lag_count(rate);
  const double power = power_of(samples) + 1e-12;
  for (std::size_t lag = 0; lag < longest; ++lag) {
    const std::size_t pairs = size - lag;
    r[lag] = static_cast<float>(dot(samples.data(), samples.data() + lag, pairs) / power *
                                static_cast<double>(size) / static_cast<double>(pairs));
  }
  const auto end = r.begin() + static_cast<std::ptrdiff_t>(first_return);
  // The first return of the correlation is looked for behind its first zero: before that every smooth signal
  // resembles itself.
  auto zero = std::find_if(r.begin(), end, [](float value) { return value < 0; });
  if (zero == end) --zero;
  const auto back = std::max_element(zero, end);
  out.values[first_zero] = static_cast<float>(static_cast<double>(zero - r.begin()) / rate);
  out.values[periodicity] = *back;
  out.values[period] = static_cast<float>(static_cast<double>(back - r.begin()) / rate);
  out.values[deepest_correlation] = *std::min_element(r.begin(), end);
  out.values[long_periodicity] =
      *std::max_element(r.begin() + static_cast<std::ptrdiff_t>(lag_of(0.35)), r.end());
}

// How evenly the window swings, in eighths of it: fibrillation goes on all the time, a pause next to a run of
// beats does not.
inline void add_ranges(std::span<const float> samples, FibrillationWindow& out) {
  const std::size_t size = samples.size();
  constexpr std::size_t parts = 8;
  std::array<double, parts> ranges{};
  const std::size_t part = size / parts;
  for (std::size_t p = 0; p < parts; ++p) {
    const auto [low, high] = std::ranges::minmax(samples.subspan(p * part, part));
    ranges[p] = high - low;
  }
  const auto [least, most] = std::ranges::minmax(ranges);
  const double mean = std::accumulate(ranges.begin(), ranges.end(), 0.0) / parts;
  double square = 0;
  for (const double range : ranges) square += (range - mean) * (range - mean) / parts;
  out.values[least_range] = static_cast<float>(least / (most + 1e-9));
  out.values[range_spread] = static_cast<float>(std::sqrt(square) / (mean + 1e-9));
}

}  // namespace rwave::fibrillation
