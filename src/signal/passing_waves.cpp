#include "signal/passing_waves.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace rwave {
namespace {

constexpr std::ptrdiff_t around = 16;      // peaks on either side that say how high a beat is
constexpr int lower = 14, far_lower = 13;  // sixteenths of an octave: .55, .57
constexpr double behind_peak = 0.2, behind_beat = 0.15,
                 before_beat = 0.1;                         // s around a beat that are its own
constexpr double shortest_looked = 1, longest_looked = 20;  // s
constexpr double fastest_wave = 0.15, slowest_wave = 0.4;   // s from one to the next
constexpr double least_return = 0.6;                        // autocorrelation
constexpr double multiple_gain = 0.1;    // by which a longer period must return better: multiples do as well
constexpr int phases = 24;               // of one wave
constexpr std::ptrdiff_t asked = 3;      // intervals on either side
constexpr double fewest_waves = 1.5;     // in what is looked at of an interval
constexpr double out_of_step = 0.15;     // of a wave, from one interval to the next
constexpr int fewest_intervals = 3;      // of both sides, and one of each
constexpr double least_likeness = 0.75;  // a flutter has .9 to .96, waves of tachycardias .5 at most

using Wave = std::array<double, phases>;

// Values of one lead from sample `first` on.
struct Stretch {
  std::int64_t first = 0;
  std::vector<float> values;

  std::span<const float> part(double from, double to) const {
    const auto a =
        std::clamp<std::int64_t>(std::llround(from) - first, 0, static_cast<std::int64_t>(values.size()));
    const auto b =
        std::clamp<std::int64_t>(std::llround(to) - first, a, static_cast<std::int64_t>(values.size()));
    return std::span(values).subspan(static_cast<std::size_t>(a), static_cast<std::size_t>(b - a));
  }
};

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
  double highest = least_return;
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
    if (most < least_return) break;
    period = static_cast<double>(at) / static_cast<double>(waves);
  }
  return period;
}

std::size_t phase_of(double sample, double period) {
  const double turn = sample / period;
  return static_cast<std::size_t>((turn - std::floor(turn)) * phases) % phases;
}

// How far `x` follows the wave, moved by `shift` waves: a correlation. `first`: samples from the pause's
// begin.
double likeness_of(std::span<const double> x, double first, const Wave& wave, double period, double shift) {
  double product = 0, power = 0, wave_power = 0, sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    sum += wave[phase_of(first + static_cast<double>(i) - shift * period, period)];
  const double mean = sum / static_cast<double>(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double w = wave[phase_of(first + static_cast<double>(i) - shift * period, period)] - mean;
    product += x[i] * w;
    power += x[i] * x[i];
    wave_power += w * w;
  }
  return power > 0 && wave_power > 0 ? product / std::sqrt(power * wave_power) : 0;
}

// By peak, whether it is lower than those around in every lead.
std::vector<std::uint8_t> low_peaks(const HeartWatch& watch, std::size_t leads,
                                    std::span<const std::int64_t> peaks) {
  const auto count = static_cast<std::ptrdiff_t>(peaks.size());
  std::vector<std::uint8_t> low(peaks.size(), 1);
  std::vector<int> heights(peaks.size()), near;
  for (std::size_t lead = 0; lead < leads; ++lead) {
    for (std::size_t i = 0; i < peaks.size(); ++i) heights[i] = watch.height_at(lead, peaks[i]);
    for (std::ptrdiff_t i = 0; i < count; ++i) {
      near.assign(heights.begin() + std::max<std::ptrdiff_t>(0, i - around),
                  heights.begin() + std::min(count, i + around + 1));
      const auto upper = near.begin() + static_cast<std::ptrdiff_t>(near.size() * 3 / 4);
      std::ranges::nth_element(near, upper);
      const auto at = static_cast<std::size_t>(i);
      if (heights[at] > *upper - lower) low[at] = 0;
    }
  }
  return low;
}

// Peaks [first, end) and those around them.
class Pause {
 public:
  Pause(std::span<const std::int64_t> peaks, std::ptrdiff_t first, std::ptrdiff_t end, double rate)
      : peaks_(peaks),
        first_(first),
        end_(end),
        rate_(rate),
        from_(at(first - 1) + behind_peak * rate),
        to_(at(end) - before_beat * rate) {}

  // Samples that are to be read.
  SampleSpan read() const {
    return {peaks_[static_cast<std::size_t>(first_ - 1 - asked)],
            peaks_[static_cast<std::size_t>(end_ + asked)] + 1};
  }

  bool may_be_flutter(const HeartWatch& watch, std::size_t leads) const {
    if (to_ - from_ < shortest_looked * rate_ || to_ - from_ > longest_looked * rate_) return false;
    for (std::size_t lead = 0; lead < leads; ++lead)
      if (stand_out(watch, lead)) return true;
    return false;
  }

  // The lead's waves return, and go on in step between the beats on both sides.
  bool goes_on(const Stretch& lead) const {
    const std::vector<double> pause = levelled(lead.part(from_, to_));
    const double period = period_of(pause, rate_);
    if (period == 0) return false;
    Wave wave{};
    std::array<int, phases> number{};
    for (std::size_t i = 0; i < pause.size(); ++i) {
      const std::size_t phase = phase_of(static_cast<double>(i), period);
      wave[phase] += pause[i];
      ++number[phase];
    }
    for (std::size_t i = 0; i < wave.size(); ++i) wave[i] /= std::max(1, number[i]);
    int intervals = 0;
    for (const bool before : {true, false}) {
      double shift = 0, likeness = 0;
      int found = 0;
      for (std::ptrdiff_t i = 0; i < asked; ++i) {
        const std::ptrdiff_t beat = before ? first_ - 2 - i : end_ + i;
        const double from = at(beat) + behind_beat * rate_, to = at(beat + 1) - before_beat * rate_;
        if (to - from < fewest_waves * period) continue;
        const std::vector<double> between = levelled(lead.part(from, to));
        double best = -1, best_shift = shift;
        for (int step = -4; step <= 4; ++step) {
          const double tried = shift + out_of_step * step / 4;
          const double like = likeness_of(between, from - from_, wave, period, tried);
          if (like > best) {
            best = like;
            best_shift = tried;
          }
        }
        shift = best_shift;
        likeness += best;
        ++found;
      }
      if (found == 0 || likeness < least_likeness * found) return false;
      intervals += found;
    }
    return intervals >= fewest_intervals;
  }

 private:
  double at(std::ptrdiff_t peak) const { return static_cast<double>(peaks_[static_cast<std::size_t>(peak)]); }

  // The beats around are far higher than the waves: those of a ventricular flutter differ by less.
  bool stand_out(const HeartWatch& watch, std::size_t lead) const {
    const auto height = [&](std::ptrdiff_t i) {
      return watch.height_at(lead, peaks_[static_cast<std::size_t>(i)]);
    };
    int waves = 0, beats = 0;
    for (std::ptrdiff_t i = first_; i < end_; ++i) waves += height(i);
    for (std::ptrdiff_t i = 0; i <= asked; ++i) beats += height(first_ - 1 - i) + height(end_ + i);
    return beats * (end_ - first_) >= (waves + far_lower * (end_ - first_)) * 2 * (asked + 1);
  }

  std::span<const std::int64_t> peaks_;
  std::ptrdiff_t first_, end_;
  double rate_, from_, to_;
};

// Each lead's samples of `span`, whole frames, block by block.
std::vector<Stretch> read(LeadReader& reader, std::size_t leads, int per_frame, SampleSpan span) {
  std::int64_t frame = span.first / per_frame;
  const std::int64_t end = std::min((span.end + per_frame - 1) / per_frame, reader.frames());
  std::vector<Stretch> stretches(leads, Stretch{frame * per_frame, {}});
  while (frame < end) {
    const std::int64_t count = std::min(LeadReader::most_frames, end - frame);
    const std::span<const float> values = reader.read(frame, count);
    for (std::size_t i = 0; i < values.size(); ++i) stretches[i % leads].values.push_back(values[i]);
    frame += count;
  }
  return stretches;
}

}  // namespace

std::vector<std::int64_t> passing_waves(LeadReader& reader, const HeartWatch& watch, std::size_t leads,
                                        double rate, int per_frame, std::span<const std::int64_t> peaks) {
  const std::vector<std::uint8_t> low = low_peaks(watch, leads, peaks);
  std::vector<std::int64_t> passing;
  for (auto first = low.begin(), end = first; first != low.end(); first = end) {
    first = std::find(first, low.end(), 1);
    end = std::find(first, low.end(), 0);
    if (end - first < 2 || first - low.begin() <= asked || low.end() - end <= asked) continue;
    const Pause pause(peaks, first - low.begin(), end - low.begin(), rate);
    if (!pause.may_be_flutter(watch, leads)) continue;
    const std::vector<Stretch> stretches = read(reader, leads, per_frame, pause.read());
    if (std::ranges::any_of(stretches, [&](const Stretch& lead) { return pause.goes_on(lead); }))
      passing.insert(passing.end(), peaks.begin() + (first - low.begin()),
                     peaks.begin() + (end - low.begin()));
  }
  return passing;
}

}  // namespace rwave
