// Power of NN intervals in bands of frequency, by Lomb's periodogram: NN come unevenly in time, and filling
// gaps by interpolation would take power from the high band.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "rhythm/variability_parts.h"

namespace rwave {
namespace {

constexpr double no_power = std::numeric_limits<double>::quiet_NaN();
constexpr std::array band_edges = {0.0, 0.003, 0.04, 0.15, 0.40};  // Hz
constexpr double spectrum_segment_seconds = 300, filled = 0.8;
constexpr double day_seconds = 18.0 * 3600;

// The periodogram from its lowest frequency upwards, one after the other: the angle of each time is turned
// from frequency to frequency, not computed again by sin and cos.
class LombSweep {
 public:
  LombSweep(std::span<const double> time, std::span<const double> values, double step)
      : values_(values.begin(), values.end()) {
    double mean = 0;
    for (const double value : values_) mean += value / static_cast<double>(values_.size());
    for (double& value : values_) value -= mean;
    cosine_.assign(time.size(), 1);
    sine_.assign(time.size(), 0);
    for (const double t : time) {
      const double angle = 2 * std::numbers::pi * step * (t - time.front());
      turn_cosine_.push_back(std::cos(angle));
      turn_sine_.push_back(std::sin(angle));
    }
  }

  // Moves on and gives the least-squares power at the new frequency, times n / 2.
  double next() {
    double yc = 0, ys = 0, cc = 0, cs = 0;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      // Turned by one complex multiplication: sine and cosine of each time at each frequency would
      // take most of the time of a day's periodogram. Rounding grows slowly over the few thousand
      // frequencies of a day.
      const double c = cosine_[i] * turn_cosine_[i] - sine_[i] * turn_sine_[i];
      const double s = sine_[i] * turn_cosine_[i] + cosine_[i] * turn_sine_[i];
      cosine_[i] = c;
      sine_[i] = s;
      yc += values_[i] * c;
      ys += values_[i] * s;
      cc += c * c;
      cs += c * s;
    }
    const double ss = static_cast<double>(values_.size()) - cc;
    const double determinant = cc * ss - cs * cs;
    return determinant > 0 ? 0.5 * (ss * yc * yc - 2 * cs * yc * ys + cc * ys * ys) / determinant : 0;
  }

 private:
  std::vector<double> values_;
  std::vector<double> cosine_, sine_, turn_cosine_, turn_sine_;
};

Spectrum empty_spectrum() {
  return {no_power, no_power, no_power, no_power, no_power, no_power, 0};
}

}  // namespace

std::vector<double> lomb_band_power(std::span<const double> time, std::span<const double> values,
                                    std::span<const double> edges) {
  std::vector<double> power(edges.size() - 1, 0);
  if (time.size() < 4 || !(time.back() > time.front())) return power;
  const double step = 1 / (time.back() - time.front());
  LombSweep sweep(time, values, step);
  // So scaled the powers over all frequencies sum to the variance, and bands come out in ms^2 as
  // the Task Force states them.
  const double scale = 2 / static_cast<double>(values.size());
  for (std::size_t k = 1; static_cast<double>(k) * step < edges.back(); ++k) {
    const double frequency = static_cast<double>(k) * step;
    const double p = sweep.next() * scale;
    for (std::size_t band = 0; band + 1 < edges.size(); ++band)
      if (frequency >= edges[band] && frequency < edges[band + 1]) power[band] += p;
  }
  return power;
}

Spectrum five_minute_spectrum(const NormalIntervals& intervals) {
  std::array<double, band_edges.size() - 1> sum{};
  std::int64_t segments = 0;
  for (std::size_t first = 0; first < intervals.nn.size();) {
    const double segment = std::floor(intervals.time[first] / spectrum_segment_seconds);
    std::size_t end = first;
    double seconds = 0;
    while (end < intervals.nn.size() && std::floor(intervals.time[end] / spectrum_segment_seconds) == segment)
      seconds += intervals.nn[end++] / 1000;
    // A segment with more gaps than NN would have power of its gaps.
    if (seconds >= filled * spectrum_segment_seconds) {
      const auto power = lomb_band_power(std::span(intervals.time).subspan(first, end - first),
                                         std::span(intervals.nn).subspan(first, end - first), band_edges);
      for (std::size_t band = 0; band < sum.size(); ++band) sum[band] += power[band];
      ++segments;
    }
    first = end;
  }
  if (segments == 0) return empty_spectrum();
  for (double& band : sum) band /= static_cast<double>(segments);
  // Five minutes hold less than one wave of the lowest band.
  return {no_power, sum[1], sum[2], sum[3], sum[1] + sum[2] + sum[3], sum[3] > 0 ? sum[2] / sum[3] : no_power,
          segments};
}

Spectrum day_spectrum(const NormalIntervals& intervals, const Spectrum& five_minutes) {
  if (intervals.nn.empty() || intervals.time.back() - intervals.time.front() < day_seconds)
    return empty_spectrum();
  // Only the two slow bands come from the whole day: the fast ones take the mean of five-minute
  // segments, as the rhythm is not stationary for longer.
  const auto slow = lomb_band_power(intervals.time, intervals.nn, std::span(band_edges).first(3));
  return {slow[0],
          slow[1],
          five_minutes.lf,
          five_minutes.hf,
          slow[0] + slow[1] + five_minutes.lf + five_minutes.hf,
          five_minutes.lf_to_hf,
          1};
}

}  // namespace rwave
