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

DetectRecord with_fast_rate(const DetectRecord& record, Random& random) {
  // s about an R peak that stay as they are.
  constexpr double before = 0.06, after = 0.07, least = 0.21;
  const std::vector<double> times = times_of(record);
  DetectRecord changed = record;
  if (times.size() < 2) return changed;
  const double mean = (times.back() - times.front()) / static_cast<double>(times.size() - 1);
  const double faster = 60 / between(random, 150, 240) / mean;
  // Knots of a line that says where each instant of the new recording was in the old one.
  std::vector<double> from{times.front()}, to{0};
  const auto knot = [&](double old, double length) {
    from.push_back(old);
    to.push_back(to.back() + length);
  };
  changed.beats.assign(1, 0);
  for (std::size_t i = 1; i < times.size(); ++i) {
    const double interval = times[i] - times[i - 1], wanted = std::max(least, interval * faster);
    const double kept = std::min(1.0, 0.9 * std::min(interval, wanted) / (before + after));
    knot(times[i - 1] + kept * after, kept * after);
    knot(times[i] - kept * before, wanted - kept * (before + after));
    knot(times[i], kept * before);
    changed.beats.push_back(std::llround(to.back() * record.rate));
  }
  const auto samples = static_cast<std::size_t>(to.back() * record.rate);
  for (std::size_t lead = 0; lead < record.leads.size(); ++lead) {
    const std::vector<float>& x = record.leads[lead];
    std::vector<float> y(samples);
    std::size_t piece = 0;
    for (std::size_t i = 0; i < samples; ++i) {
      const double time = static_cast<double>(i) / record.rate;
      while (piece + 2 < to.size() && time >= to[piece + 1]) ++piece;
      const double share = (time - to[piece]) / std::max(1e-9, to[piece + 1] - to[piece]);
      const double place = (from[piece] + share * (from[piece + 1] - from[piece])) * record.rate;
      const auto at = std::min(static_cast<std::size_t>(place), x.size() - 2);
      y[i] = x[at] + (x[at + 1] - x[at]) * static_cast<float>(place - static_cast<double>(at));
    }
    changed.leads[lead] = std::move(y);
  }
  std::erase_if(changed.beats, [&](std::int64_t beat) { return beat >= static_cast<std::int64_t>(samples); });
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
