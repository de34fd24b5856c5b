#include "signal/wave_in_step.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace rwave {
namespace {

constexpr double fastest_wave = 0.15, slowest_wave = 0.4;  // s from one to the next
constexpr double least_wave_return = 0.6;                  // autocorrelation
constexpr double multiple_gain = 0.1;  // by which a longer period must return better: multiples do as well
constexpr double out_of_step = 0.15;   // of a wave, from one segment to the next
constexpr int shifts = 4;              // tried on either side
constexpr double fewest_waves = 1.5;   // of an interval
constexpr double least_height = 0.7;   // in parts of the mean wave's; f415l's have .8 at least

// Without its straight line.
std::vector<double> levelled(std::span<const float> values) {
  const auto n = static_cast<double>(values.size());
  double sum = 0, weighted = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sum += static_cast<double>(values[i]);
    weighted += (static_cast<double>(i) - (n - 1) / 2) * static_cast<double>(values[i]);
  }
  const double slope = n > 1 ? weighted / (n * (n * n - 1) / 12) : 0;
  std::vector<double> out(values.size());
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<double>(values[i]) - sum / n - slope * (static_cast<double>(i) - (n - 1) / 2);
  return out;
}

double return_after(std::span<const double> x, std::size_t lag) {
  double product = 0, early = 0, late = 0;
  for (std::size_t i = 0; i + lag < x.size(); ++i) {
    product += x[i] * x[i + lag];
    early += x[i] * x[i];
    late += x[i + lag] * x[i + lag];
  }
  return early > 0 && late > 0 ? product / std::sqrt(early * late) : 0;
}

// Samples from wave to wave; 0 where none return.
double period_of(std::span<const double> x, double rate) {
  const auto from = static_cast<std::size_t>(fastest_wave * rate),
             to = static_cast<std::size_t>(slowest_wave * rate);
  std::size_t best = 0;
  double highest = least_wave_return;
  for (std::size_t lag = from; lag <= to && 2 * lag < x.size(); ++lag) {
    const double value = return_after(x, lag);
    if (value > highest + (best > 0 && lag > best + best / 4 ? multiple_gain : 0)) {
      highest = value;
      best = lag;
    }
  }
  if (best == 0 || best == from || best == to) return 0;
  auto period = static_cast<double>(best);
  for (std::size_t waves = 2; static_cast<double>(waves + 1) * period < static_cast<double>(x.size());
       ++waves) {
    const auto middle = static_cast<std::size_t>(std::llround(period * static_cast<double>(waves)));
    std::size_t at = middle;
    double most = -1;
    const auto reach = static_cast<std::size_t>(period / 8);
    for (std::size_t lag = middle - reach; lag <= middle + reach && lag < x.size(); ++lag)
      if (const double value = return_after(x, lag); value > most) {
        most = value;
        at = lag;
      }
    if (most < least_wave_return) break;
    period = static_cast<double>(at) / static_cast<double>(waves);
  }
  return period;
}

}  // namespace

WaveInStep::WaveInStep(std::span<const float> segment, double rate) {
  const std::vector<double> values = levelled(segment);
  period_ = period_of(values, rate);
  if (period_ == 0) return;
  std::array<int, phases> number{};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t phase = phase_of(static_cast<double>(i));
    mean_[phase] += values[i];
    ++number[phase];
  }
  for (std::size_t i = 0; i < mean_.size(); ++i) mean_[i] /= std::max(1, number[i]);
  // At 100 Hz a wave may have fewer samples than phases.
  for (std::size_t i = 0; i < mean_.size(); ++i)
    for (std::size_t back = 1; number[i] == 0 && back < mean_.size(); ++back) {
      const std::size_t before = (i + mean_.size() - back) % mean_.size();
      if (number[before] == 0) continue;
      mean_[i] = mean_[before];
      break;
    }
}

std::size_t WaveInStep::phase_of(double sample) const {
  const double turn = sample / period_;
  return static_cast<std::size_t>((turn - std::floor(turn)) * phases) % phases;
}

std::optional<WaveInStep::Match> WaveInStep::match(std::span<const float> values, double first,
                                                   double& shift) const {
  const std::vector<double> flat = levelled(values);
  if (!std::ranges::all_of(flat, [](double value) { return std::isfinite(value); })) return std::nullopt;
  Match best;
  double found = shift;
  for (int step = -shifts; step <= shifts; ++step) {
    const double tried = shift + out_of_step * step / shifts;
    const Match match = at_shift(flat, first, tried);
    if (match.likeness > best.likeness) {
      best = match;
      found = tried;
    }
  }
  shift = found;
  return best;
}

double WaveInStep::departure(std::span<const float> segment, double first, double end) const {
  const std::vector<double> flat = levelled(segment);
  const auto from = static_cast<std::size_t>(std::max(0.0, first));
  const auto to = static_cast<std::size_t>(std::clamp(end, 0.0, static_cast<double>(flat.size())));
  if (from >= to) return 0;
  double least = INFINITY, greatest = -INFINITY;
  for (std::size_t i = from; i < to; ++i) {
    const double rest = flat[i] - mean_[phase_of(static_cast<double>(i))];
    least = std::min(least, rest);
    greatest = std::max(greatest, rest);
  }
  const auto [low, high] = std::minmax_element(mean_.begin(), mean_.end());
  return (greatest - least) / (*high - *low);
}

WaveInStep::Match WaveInStep::at_shift(std::span<const double> values, double first, double shift) const {
  const auto wave = [&](std::size_t i) {
    return mean_[phase_of(first + static_cast<double>(i) - shift * period_)];
  };
  double mean = 0, product = 0, power = 0, wave_power = 0;
  for (std::size_t i = 0; i < values.size(); ++i) mean += wave(i) / static_cast<double>(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double w = wave(i) - mean;
    product += values[i] * w;
    power += values[i] * values[i];
    wave_power += w * w;
  }
  if (power <= 0 || wave_power <= 0) return {0, 0};
  return {product / std::sqrt(power * wave_power), product / wave_power};
}

void WaveBetweenBeats::add(std::span<const float> interval, double first) {
  if (static_cast<double>(interval.size()) < fewest_waves * wave_.period()) return;
  const std::optional<WaveInStep::Match> match = wave_.match(interval, first, shift_);
  if (!match) return;
  likeness_ += match->likeness;
  height_ = intervals_ == 0 ? match->height : std::min(height_, match->height);
  ++intervals_;
}

bool WaveBetweenBeats::goes_on(double least_likeness) const {
  return intervals_ > 0 && likeness_ >= least_likeness * intervals_ && height_ >= least_height;
}

}  // namespace rwave
