#include "retime.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "classify/whole/lead_shape.h"
#include "math/median.h"
#include "retimed_builder.h"
#include "synth/simulated_rhythm.h"

namespace rwave {
namespace {

constexpr float least_spread = 0.09F;  // s of a wide complex (whole::spread)

}  // namespace

TaughtBeats retimed(const TaughtBeats& beats, Random& random) {
  SimulatedRhythm rhythm;
  for (std::size_t i = 0; i < beats.classes.size(); ++i) {
    rhythm.intervals.push_back(i > 0 ? beats.windows.times[i] - beats.windows.times[i - 1] : 0);
    rhythm.classes.push_back(beats.classes[i] > q_class ? q_class : beats.classes[i]);
  }
  rhythm = simulate_rhythm(std::move(rhythm), random);
  RetimedBuilder builder(beats, random);
  for (std::size_t i = 0; i < beats.classes.size(); ++i)
    builder.append(i, rhythm.intervals[i], beats.classes[i] > q_class ? beats.classes[i] : rhythm.classes[i]);
  return builder.take();
}

TaughtBeats regular(const TaughtBeats& beats, Random& random) {
  RetimedBuilder builder(beats, random);
  double rate = uniform(random, 40, 190), goal = rate, breath = uniform(random, 0, 0.04), period = uniform(random, 3, 8);
  const double jitter = uniform(random, 0.003, 0.02);
  int left = 0, along = 0;
  double step = 0;
  for (std::size_t i = 0; i < beats.classes.size(); ++i) {
    if (beats.classes[i] != n_class) continue;
    if (left-- == 0) {  // the next piece: level, or a way to another rate within 8 to 120 beats
      left = static_cast<int>(20 + random.below(250));
      goal = uniform(random, 40, 190);
      const double kind = random.uniform();
      step = kind < 0.4 ? 0 : (std::log(goal / rate)) / uniform(random, 8, 120);
    }
    if (step != 0 && (step > 0 ? rate < goal : rate > goal)) rate = std::clamp(rate * std::exp(step), 38.0, 195.0);
    const double rr = 60 / rate * std::exp(breath * std::sin(2 * std::numbers::pi * ++along / period) + jitter * random.normal());
    builder.append(i, rr, n_class);
  }
  return builder.take();
}

TaughtBeats runs(const TaughtBeats& beats, Random& random) {
  std::array<std::vector<std::size_t>, 5> of_class;
  std::vector<double> intervals;
  for (std::size_t i = 0; i < beats.classes.size(); ++i) {
    if (beats.classes[i] > q_class) continue;
    of_class[beats.classes[i]].push_back(i);
    if (i > 0 && beats.classes[i] == n_class && beats.classes[i - 1] == n_class)
      intervals.push_back(beats.windows.times[i] - beats.windows.times[i - 1]);
  }
  RetimedBuilder builder(beats, random);
  const std::vector<std::size_t>& n = of_class[n_class];
  const std::vector<std::size_t>& v = of_class[v_class];
  // Narrow V beats make no tachycardia: in a run nothing would tell them from a supraventricular one.
  std::vector<std::size_t> wide;
  for (const std::size_t beat : v)
    if (whole::spread(beats.windows.window(beat, 0).data() + whole::most_shift) > least_spread) wide.push_back(beat);
  if (n.empty() && wide.empty()) return builder.take();
  const double usual = intervals.empty() ? 0.8 : median(intervals);
  const bool all_v = wide.size() >= 3 && random.uniform() < (n.empty() ? 1 : 0.2);
  const bool all_s = !n.empty() && !all_v && random.uniform() < 0.08;
  const bool ectopic = random.uniform() < 0.7;
  const double fusing = random.uniform() < 0.6 ? uniform(random, 0.02, 0.12) : 0;
  std::size_t at_n = 0, at_v = 0;
  const auto length = [&](double least, double most) { return static_cast<int>(least * std::exp(random.uniform() * std::log(most / least))); };
  // Ventricular runs at 105 to 240 a minute, supraventricular ones at 1.25 to 2.2 times the sinus rate and 92 or more.
  const auto ventricular = [&](int number) {
    const double rr = uniform(random, 0.25, 0.57), jitter = uniform(random, 0.005, 0.04);
    for (int k = 0; k < number; ++k)
      builder.append(wide[at_v++ % wide.size()], rr * std::exp(jitter * random.normal()), v_class);
  };
  const auto supraventricular = [&](int number) {
    const double rr = std::clamp(usual * uniform(random, 0.45, 0.8), 0.27, 0.65), jitter = uniform(random, 0.004, 0.025);
    const double first = rr * uniform(random, 0.85, 1.15);
    for (int k = 0; k < number; ++k)
      builder.append(n[at_n++ % n.size()], (k == 0 ? first : rr) * std::exp(jitter * random.normal()), s_class);
  };
  const auto fibrillation = [&](int number) {
    const double rr = uniform(random, 0.38, 0.95), spread = uniform(random, 0.08, 0.28);
    for (int k = 0; k < number; ++k)
      builder.append(n[at_n++ % n.size()], std::max(0.26, rr * std::exp(spread * random.normal())), n_class, true);
  };
  // Flutter: multiples of its cycle, for a while each. Block: every second beat is left out, and the rate steps.
  const auto flutter = [&](int number) {
    const double cycle = uniform(random, 0.18, 0.26);
    double multiple = 2;
    for (int k = 0; k < number; ++k) {
      if (random.uniform() < 0.1) multiple = 2 + static_cast<double>(random.below(3));
      builder.append(n[at_n++ % n.size()], multiple * cycle * std::exp(0.015 * random.normal()), n_class, true);
    }
  };
  const auto block = [&](int number) {
    for (int k = 0; k < number; ++k) builder.append(n[at_n++ % n.size()], 2 * usual * std::exp(0.02 * random.normal()), n_class);
  };
  constexpr int all = 1500;
  for (int made = 0; made < all;) {
    if (all_v || all_s) {
      if (all_v) ventricular(all);
      if (all_s) supraventricular(all);
      break;
    }
    if (n.empty()) break;
    const int level = length(15, 250);
    double pause = 1;
    for (int k = 0; k < level; ++k) {
      const double event = ectopic && v.size() >= 3 ? random.uniform() : 1;
      if (event < 0.05) {
        builder.append(v[at_v++ % v.size()], usual * uniform(random, 0.5, 0.9), v_class);
        pause = uniform(random, 1, 1.5);
        continue;
      }
      const std::size_t from = n[at_n++ % n.size()];
      const double was = from > 0 && beats.classes[from - 1] == n_class ? beats.windows.times[from] - beats.windows.times[from - 1] : usual;
      const double rr = (was > 3 ? usual : was) * pause;
      pause = 1;
      if (event < 0.05 + fusing)
        builder.append_fused(from, rr * uniform(random, 0.88, 1.02), v[at_v++ % v.size()], random);
      else
        builder.append(from, rr, n_class);
    }
    const double kind = random.uniform();
    const int number = length(3, 300);
    if (kind < 0.45)
      supraventricular(number);
    else if (kind < 0.7 && wide.size() >= 3)
      ventricular(number);
    else if (kind < 0.84)
      fibrillation(std::max(number, 12));
    else if (kind < 0.93)
      flutter(std::max(number, 12));
    else
      block(std::min(number, 40));
    made += level + number;
  }
  return builder.take();
}

TaughtBeats borrowed(const TaughtBeats& beats, const BeatTimes& other, Random& random) {
  std::array<std::vector<std::size_t>, 5> of_class;
  for (std::size_t i = 0; i < beats.classes.size(); ++i)
    if (beats.classes[i] <= q_class) of_class[beats.classes[i]].push_back(i);
  std::array<std::size_t, 5> next{};
  RetimedBuilder builder(beats, random);
  if (of_class[n_class].empty() || other.times.empty()) return builder.take();
  double last = other.times.front() - 1;
  for (std::size_t i = 0; i < other.times.size(); ++i) {
    std::uint8_t made = other.classes[i];
    if (made > v_class) made = 255;
    // An S beat looks as one of the record's own, or as an N beat with another P wave; a V beat must be one.
    std::uint8_t looks = made == 255 ? n_class : made;
    if (looks == s_class && of_class[s_class].size() < 5) looks = n_class;
    if (looks == v_class && of_class[v_class].empty()) {
      looks = n_class;
      made = 255;
    }
    std::vector<std::size_t>& pool = of_class[looks];
    const std::size_t from = pool[next[looks]++ % pool.size()];
    builder.append(from, other.times[i] - last, made, other.fibrillating[i] != 0);
    last = other.times[i];
  }
  return builder.take();
}

}  // namespace rwave
