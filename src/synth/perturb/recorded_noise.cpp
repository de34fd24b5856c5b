#include "synth/perturb/recorded_noise.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

namespace rwave {
namespace {

// s about a beat.
constexpr double reach = 0.05;
// Beats, or seconds of noise.
constexpr std::size_t most_measures = 300;
// One in this many, at each end.
constexpr std::size_t trimmed_part = 20;

// One beat in an artefact, or one second without any noise, must not set the level of a whole
// recording.
double trimmed_mean(std::vector<double>& values) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  const auto cut = static_cast<std::ptrdiff_t>(values.size() / trimmed_part);
  const auto kept = std::span(values).subspan(static_cast<std::size_t>(cut),
                                              values.size() - 2 * static_cast<std::size_t>(cut));
  return std::accumulate(kept.begin(), kept.end(), 0.0) / static_cast<double>(kept.size());
}

double deviation(std::span<const float> x) {
  const auto count = static_cast<double>(x.size());
  const double mean = std::accumulate(x.begin(), x.end(), 0.0) / count;
  double squares = 0;
  for (const float value : x) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / count);
}

constexpr double quiet_seconds = 300, segment_seconds = 120;

bool noisy_at(double seconds, NoiseSpan span) {
  if (span == NoiseSpan::whole) return true;
  return seconds >= quiet_seconds && static_cast<long>((seconds - quiet_seconds) / segment_seconds) % 2 == 0;
}

}  // namespace

double qrs_height(std::span<const float> lead, double rate, std::span<const std::int64_t> beats) {
  const auto around = static_cast<std::int64_t>(std::llround(reach * rate));
  std::vector<double> heights;
  for (const std::int64_t beat : beats) {
    if (heights.size() == most_measures) break;
    if (beat < around || beat + around >= static_cast<std::int64_t>(lead.size())) continue;
    const auto complex =
        lead.subspan(static_cast<std::size_t>(beat - around), static_cast<std::size_t>(2 * around + 1));
    if (!std::ranges::all_of(complex, [](float value) { return std::isfinite(value); })) continue;
    const auto [least, most] = std::ranges::minmax(complex);
    heights.push_back(most - least);
  }
  return trimmed_mean(heights);
}

double noise_size(std::span<const float> noise, double rate) {
  const auto second = static_cast<std::size_t>(std::llround(rate));
  std::vector<double> sizes;
  for (; noise.size() >= second && sizes.size() < most_measures; noise = noise.subspan(second)) {
    sizes.push_back(deviation(noise.first(second)));
  }
  return trimmed_mean(sizes);
}

double noise_gain(double height, double size, double snr) {
  return height / std::sqrt(8.0) / size * std::pow(10, -snr / 20);
}

void add_noise(std::span<float> lead, double rate, std::span<const float> noise, double gain,
               NoiseSpan span) {
  // Of what is added.
  double level = 0;
  double before = noise.front();
  for (std::size_t i = 0; i < lead.size(); ++i) {
    const std::size_t place = i % noise.size();
    // Where the noise begins again its first sample follows its last, and no step is between them.
    const double step = place == 0 ? 0 : noise[place] - before;
    before = noise[place];
    if (noisy_at(static_cast<double>(i) / rate, span)) level += gain * step;
    lead[i] = static_cast<float>(lead[i] + level);
  }
}

}  // namespace rwave
