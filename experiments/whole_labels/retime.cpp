#include "retime.h"

#include <algorithm>
#include <cmath>
#include <array>
#include <numbers>

#include "math/median.h"
#include "synth/simulated_rhythm.h"

namespace rwave {
namespace {

using whole::window_before;
using whole::window_rate;
using whole::window_samples;

constexpr std::uint8_t n_class = 0, s_class = 1, v_class = 2, q_class = 4;
constexpr double own_from = -0.06;  // s after the R peak: from there on a beat is its own

double uniform(Random& random, double low, double high) {
  return low + (high - low) * random.uniform();
}

// Of a window, so long after its R peak; 0 past its ends. Its last value counts as the baseline.
float wave_of(std::span<const float> window, double after_r) {
  const double place = after_r * window_rate + window_before;
  if (place < 0 || place > window_samples - 1) return 0;
  return window[static_cast<std::size_t>(place)] - window.back();
}

// Builds a recording beat by beat from another one's windows.
class Builder {
 public:
  Builder(const TaughtBeats& source, Random& random) : source_(source), random_(random) {
    out_.windows.leads = source.windows.leads;
    make_p_template();
    // An ectopic P wave is one patient's own: how it differs from the normal one.
    p_factor_ = random.uniform() < 0.25 ? 0 : uniform(random, 0.4, 1.9);
  }

  // `rr`: the interval before the beat, s.
  void append(std::size_t from, double rr, std::uint8_t made) {
    const auto& windows = source_.windows;
    const double was = from > 0 ? windows.times[from] - windows.times[from - 1] : 9;
    out_.windows.times.push_back(out_.windows.times.empty() ? 1 : out_.windows.times.back() + rr);
    const bool becomes_s = made == s_class && source_.classes[from] != s_class;
    for (int lead = 0; lead < windows.leads; ++lead) {
      std::vector<float> moved(windows.window(from, lead).begin(), windows.window(from, lead).end());
      for (int k = 0; k < window_samples; ++k) {
        const double after_r = (k - window_before) / window_rate;
        if (after_r >= own_from) break;
        float& value = moved[static_cast<std::size_t>(k)];
        if (from > 0) value -= wave_of(windows.window(from - 1, lead), was + after_r);
        if (becomes_s) value -= static_cast<float>(p_factor_) * p_template_[static_cast<std::size_t>(lead)][static_cast<std::size_t>(k)];
        if (last_ >= 0) value += wave_of(windows.window(static_cast<std::size_t>(last_), lead), rr + after_r);
      }
      out_.windows.values.insert(out_.windows.values.end(), moved.begin(), moved.end());
      out_.windows.recorded.push_back(windows.is_recorded(from, lead) ? 1 : 0);
    }
    out_.classes.push_back(made);
    out_.codes.push_back(source_.codes[from]);
    out_.samples.push_back(source_.samples[from]);
    last_ = static_cast<std::ptrdiff_t>(from);
  }

  TaughtBeats take() { return std::move(out_); }

 private:
  // The mean of N beats before the complex, tapered to the P wave's place.
  void make_p_template() {
    const auto& windows = source_.windows;
    p_template_.assign(static_cast<std::size_t>(windows.leads), std::vector<float>(window_samples, 0));
    std::size_t number = 0;
    for (std::size_t beat = 0; beat < windows.beats() && number < 400; ++beat) {
      if (source_.classes[beat] != n_class) continue;
      ++number;
      for (int lead = 0; lead < windows.leads; ++lead) {
        const auto window = windows.window(beat, lead);
        for (int k = 0; k < window_samples; ++k)
          p_template_[static_cast<std::size_t>(lead)][static_cast<std::size_t>(k)] += window[static_cast<std::size_t>(k)] - window[window_before - 9];
      }
    }
    for (auto& lead : p_template_)
      for (int k = 0; k < window_samples; ++k) {
        const double after_r = (k - window_before) / window_rate;
        const double inside = std::clamp(std::min((after_r + 0.26) / 0.03, (-0.07 - after_r) / 0.02), 0.0, 1.0);
        lead[static_cast<std::size_t>(k)] *= static_cast<float>(number > 0 ? inside / static_cast<double>(number) : 0);
      }
  }

  const TaughtBeats& source_;
  Random& random_;
  TaughtBeats out_;
  std::vector<std::vector<float>> p_template_;
  double p_factor_ = 0;
  std::ptrdiff_t last_ = -1;
};

}  // namespace

TaughtBeats retimed(const TaughtBeats& beats, Random& random) {
  Rhythm rhythm;
  for (std::size_t i = 0; i < beats.classes.size(); ++i) {
    rhythm.intervals.push_back(i > 0 ? beats.windows.times[i] - beats.windows.times[i - 1] : 0);
    rhythm.classes.push_back(beats.classes[i] > q_class ? q_class : beats.classes[i]);
  }
  rhythm = simulate_rhythm(std::move(rhythm), random);
  Builder builder(beats, random);
  for (std::size_t i = 0; i < beats.classes.size(); ++i)
    builder.append(i, rhythm.intervals[i], beats.classes[i] > q_class ? beats.classes[i] : rhythm.classes[i]);
  return builder.take();
}

TaughtBeats regular(const TaughtBeats& beats, Random& random) {
  Builder builder(beats, random);
  double rate = uniform(random, 40, 190), goal = rate, breath = uniform(random, 0, 0.04), period = uniform(random, 3, 8);
  const double jitter = uniform(random, 0.003, 0.02);
  int left = 0, along = 0;
  double step = 0;
  for (std::size_t i = 0; i < beats.classes.size(); ++i) {
    if (beats.classes[i] != n_class) continue;
    if (left-- == 0) {  // the next piece: level, or a way to another rate within 10 to 120 beats, at times at once
      left = static_cast<int>(20 + random.below(250));
      goal = uniform(random, 40, 190);
      const double kind = random.uniform();
      step = kind < 0.4 ? 0 : (std::log(goal / rate)) / (kind < 0.5 ? 3 : uniform(random, 10, 120));
    }
    if (step != 0 && (step > 0 ? rate < goal : rate > goal)) rate = std::clamp(rate * std::exp(step), 38.0, 195.0);
    const double rr = 60 / rate * std::exp(breath * std::sin(2 * std::numbers::pi * ++along / period) + jitter * random.normal());
    builder.append(i, rr, n_class);
  }
  return builder.take();
}

TaughtBeats borrowed(const TaughtBeats& beats, const std::vector<double>& times, const std::vector<std::uint8_t>& classes,
                     Random& random) {
  std::array<std::vector<std::size_t>, 5> of_class;
  for (std::size_t i = 0; i < beats.classes.size(); ++i)
    if (beats.classes[i] <= q_class) of_class[beats.classes[i]].push_back(i);
  std::array<std::size_t, 5> next{};
  Builder builder(beats, random);
  if (of_class[n_class].empty()) return builder.take();
  double last = times.front() - 1;
  for (std::size_t i = 0; i < times.size(); ++i) {
    std::uint8_t made = classes[i];
    if (made > v_class) made = n_class == made ? made : 255;
    // An S beat looks as one of the record's own, or as an N beat with another P wave; a V beat must be one.
    std::uint8_t looks = made == 255 ? n_class : made;
    if (looks == s_class && of_class[s_class].size() < 5) looks = n_class;
    if (looks == v_class && of_class[v_class].empty()) {
      looks = n_class;
      made = 255;
    }
    std::vector<std::size_t>& pool = of_class[looks];
    const std::size_t from = pool[next[looks]++ % pool.size()];
    builder.append(from, times[i] - last, made);
    last = times[i];
  }
  return builder.take();
}

void add_noise(TaughtBeats& beats, double share, Random& random) {
  for (int lead = 0; lead < beats.windows.leads; ++lead) {
    std::vector<float> heights;
    for (std::size_t beat = 0; beat < beats.windows.beats(); ++beat) {
      const auto window = beats.windows.window(beat, lead);
      const auto [low, high] = std::ranges::minmax(window);
      heights.push_back(high - low);
    }
    const double size = share * static_cast<double>(median(heights));
    for (std::size_t beat = 0; beat < beats.windows.beats(); ++beat) {
      if (!beats.windows.is_recorded(beat, lead)) continue;
      float* values = beats.windows.values.data() + beats.windows.index(beat, lead) * window_samples;
      double smooth = 0;
      for (int k = 0; k < window_samples; ++k) {
        smooth = 0.4 * smooth + size * random.normal();
        values[k] += static_cast<float>(smooth);
      }
    }
  }
}

}  // namespace rwave
