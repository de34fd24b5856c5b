#include "detect_waves.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "qrs_height.h"

namespace rwave::bench {
namespace {

double between(Random& random, double least, double most) {
  return least + (most - least) * random.uniform();
}

int sign(Random& random) {
  return random.uniform() < 0.5 ? -1 : 1;
}

// Adds height * exp(-z^2 / 2) about `time`, s, with one width before it and one after.
void add_wave(std::vector<float>& x, double rate, double time, double height, double rise, double fall) {
  const auto first = static_cast<std::int64_t>((time - 3 * rise) * rate);
  const auto last = static_cast<std::int64_t>((time + 3 * fall) * rate);
  for (std::int64_t i = std::max<std::int64_t>(0, first);
       i < std::min(last, static_cast<std::int64_t>(x.size())); ++i) {
    const double away = static_cast<double>(i) / rate - time;
    const double z = away / (away < 0 ? rise : fall);
    x[static_cast<std::size_t>(i)] += static_cast<float>(height * std::exp(-0.5 * z * z));
  }
}

// Time of each beat, s.
std::vector<double> times_of(const DetectRecord& record) {
  std::vector<double> times;
  for (const std::int64_t beat : record.beats) times.push_back(static_cast<double>(beat) / record.rate);
  return times;
}

float median(std::vector<float> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// A line through knots that says where each instant of a new recording was in the old one.
class Warp {
 public:
  explicit Warp(double from) : from_{from} {}

  // What lies between the last knot and `old`, s, takes `length`, s.
  void add(double old, double length) {
    from_.push_back(old);
    to_.push_back(to_.back() + length);
  }
  double end() const { return to_.back(); }

  std::vector<float> of(const std::vector<float>& x, double rate) const {
    std::vector<float> y(static_cast<std::size_t>(end() * rate));
    std::size_t piece = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
      const double time = static_cast<double>(i) / rate;
      while (piece + 2 < to_.size() && time >= to_[piece + 1]) ++piece;
      const double share = (time - to_[piece]) / std::max(1e-9, to_[piece + 1] - to_[piece]);
      const double place = std::max(0.0, (from_[piece] + share * (from_[piece + 1] - from_[piece])) * rate);
      const auto at = std::min(static_cast<std::size_t>(place), x.size() - 2);
      y[i] = x[at] + (x[at + 1] - x[at]) * static_cast<float>(place - static_cast<double>(at));
    }
    return y;
  }

 private:
  std::vector<double> from_, to_{0};
};

// From one R peak to the next, `wanted` s long from now on. The QT interval follows the root of the RR interval.
// What lies between the T wave's end and the next P wave becomes shorter or longer; at fast rates the P wave and
// then the T wave's end fall away.
void add_cycle(Warp& warp, double beat, double next, double wanted) {
  // s: what stays as it is about an R peak, and the P wave's part before it; QT at 60 a minute.
  constexpr double before = 0.06, after = 0.07, p_wave = 0.2, qt = 0.42, joint = 0.02;
  const double interval = next - beat;
  if (interval < 0.3) return warp.add(next, interval);  // beats that touch stay so
  const double scale = std::sqrt(wanted / interval);
  const double old_t = std::min(qt * std::sqrt(interval), interval - before - joint);
  const double room = wanted - before - joint;
  const double new_t = std::clamp(after + (old_t - after) * scale, after, room);
  const double p = std::clamp(std::min(room - new_t, interval - before - joint - old_t), 0.0, p_wave - before);
  warp.add(beat + after, after);
  warp.add(beat + after + (new_t - after) / scale, new_t - after);
  warp.add(next - before - p, wanted - new_t - before - p);
  warp.add(next - before, p);
  warp.add(next, before);
}

}  // namespace

DetectRecord with_tall_t_waves(const DetectRecord& record, Random& random) {
  DetectRecord changed = record;
  const std::vector<double> times = times_of(record);
  for (std::size_t lead = 0; lead < record.leads.size(); ++lead) {
    const double qrs = qrs_range(record, lead);
    double height = 0, distance = 0, rise = 0, fall = 0, minute = -1;
    for (std::size_t i = 0; i < times.size(); ++i) {
      if (std::floor(times[i] / 60) != minute) {
        minute = std::floor(times[i] / 60);
        height = random.uniform() < 0.25
                     ? 0
                     : sign(random) * qrs * 0.4 * std::exp(std::log(7.5) * random.uniform());
        distance = between(random, 0.24, 0.36);
        rise = between(random, 0.035, 0.09);
        fall = between(random, 0.025, 0.06);
      }
      const double interval = i + 1 < times.size() ? std::min(1.5, times[i + 1] - times[i]) : 0.8;
      // An early beat's QRS complex may lie on the wave, as it does in patients; but no wave behind it.
      add_wave(changed.leads[lead], record.rate, times[i] + distance * std::sqrt(interval), height, rise,
               fall);
    }
  }
  return changed;
}

DetectRecord with_flat_tops(const DetectRecord& record, Random& random) {
  DetectRecord changed = record;
  for (std::size_t lead = 0; lead < record.leads.size(); ++lead) {
    std::vector<float>& x = changed.leads[lead];
    const float level = median(x);
    const double share = between(random, 0.4, 0.95);
    const auto most = static_cast<float>(share * qrs_height(record, lead));
    for (float& value : x) value = level + std::clamp(value - level, -most, most);
  }
  return changed;
}

DetectRecord with_alternating_heights(const DetectRecord& record, Random& random) {
  DetectRecord changed = record;
  const double lower = std::exp(std::log(1.3) + random.uniform() * std::log(3.0));
  const auto reach = static_cast<std::int64_t>(0.12 * record.rate);
  for (std::size_t j = 0; j < record.beats.size(); j += 2) {
    const std::int64_t beat = record.beats[j];
    if (beat < reach || beat + reach >= static_cast<std::int64_t>(record.samples())) continue;
    for (auto& x : changed.leads) {
      const float from = x[static_cast<std::size_t>(beat - reach)];
      const float to = x[static_cast<std::size_t>(beat + reach)];
      for (std::int64_t i = beat - reach; i <= beat + reach; ++i) {
        const double away = std::fabs(static_cast<double>(i - beat)) / record.rate;
        const double share = std::clamp((0.12 - away) / 0.04, 0.0, 1.0);
        const float line = from + (to - from) * static_cast<float>(i - beat + reach) / static_cast<float>(2 * reach);
        float& value = x[static_cast<std::size_t>(i)];
        value = line + static_cast<float>(1 - share * (1 - 1 / lower)) * (value - line);
      }
    }
  }
  return changed;
}

DetectRecord with_other_rates(const DetectRecord& record, Random& random) {
  constexpr double least = 0.24;  // s
  const std::vector<double> times = times_of(record);
  DetectRecord changed = record;
  if (times.size() < 2) return changed;
  Warp warp(times.front());
  changed.beats.assign(1, 0);
  double faster = 1;
  for (std::size_t i = 1; i < times.size(); ++i) {
    if (i % 60 == 1) {
      const std::size_t last = std::min(i + 59, times.size() - 1);
      const double mean = (times[last] - times[i - 1]) / static_cast<double>(last - i + 1);
      faster = 60 / (50 * std::exp(std::log(4.8) * random.uniform())) / mean;
    }
    add_cycle(warp, times[i - 1], times[i], std::max(least, (times[i] - times[i - 1]) * faster));
    changed.beats.push_back(std::llround(warp.end() * record.rate));
  }
  for (auto& x : changed.leads) x = warp.of(x, record.rate);
  std::erase_if(changed.beats, [&](std::int64_t beat) { return beat >= static_cast<std::int64_t>(changed.samples()); });
  return changed;
}

DetectRecord with_steps(const DetectRecord& record, Random& random) {
  DetectRecord changed = record;
  for (auto& x : changed.leads) {
    double level = 0, stays = 1, next = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double time = static_cast<double>(i) / record.rate;
      if (time >= next) {
        level += sign(random) * between(random, 0.3, 3);
        const double seconds = 0.1 * std::exp(std::log(20.0) * random.uniform());
        stays = random.uniform() < 0.5 ? 1 : std::exp(-1 / (seconds * record.rate));
        next = time + between(random, 3, 12);
      }
      x[i] += static_cast<float>(level);
      level *= stays;
    }
  }
  return changed;
}

DetectRecord with_pacing(const DetectRecord& record, Random& random) {
  DetectRecord changed = record;
  const double early = between(random, 0.02, 0.2), pulse = between(random, 1, 6);
  const double after = between(random, 0.03, 0.15), falls = between(random, 0.015, 0.06);
  const auto width = std::max<std::int64_t>(1, std::llround(0.002 * record.rate));
  for (auto& x : changed.leads) {
    const double height = sign(random) * pulse;
    for (const std::int64_t beat : record.beats) {
      const std::int64_t first = beat - std::llround(early * record.rate);
      const auto count = std::llround((0.002 + 5 * falls) * record.rate);
      for (std::int64_t i = 0; i < count; ++i) {
        if (first + i < 0 || first + i >= static_cast<std::int64_t>(x.size())) continue;
        const double away = static_cast<double>(i - width) / record.rate;
        x[static_cast<std::size_t>(first + i)] +=
            static_cast<float>(i < width ? height : -after * height * std::exp(-away / falls));
      }
    }
  }
  return changed;
}

}  // namespace rwave::bench
