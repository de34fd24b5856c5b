#include "retimed_builder.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "classify/whole/lead_shape.h"
#include "math/median.h"

namespace rwave {

using whole::window_before;
using whole::window_rate;
using whole::window_samples;

namespace {

constexpr double own_from = -0.06;  // s after the R peak: from there on a beat is its own

// Of a window, so long after its R peak; 0 past its ends. Its last value counts as the baseline.
float wave_of(std::span<const float> window, double after_r) {
  const double place = after_r * window_rate + window_before;
  if (place < 0 || place > window_samples - 1) return 0;
  return window[static_cast<std::size_t>(place)] - window.back();
}

}  // namespace

double uniform(Random& random, double low, double high) {
  return low + (high - low) * random.uniform();
}

RetimedBuilder::RetimedBuilder(const TaughtBeats& source, Random& random) : source_(source) {
  out_.windows.leads = source.windows.leads;
  make_p_template();
  // An ectopic P wave is one patient's own: how it differs from the normal one; in a quarter of them not at all, as in
  // the tachycardia of svdb's 865.
  p_factor_ = random.uniform() < 0.25 ? 0 : uniform(random, 0.4, 1.9);
  wave_rate_ = uniform(random, 5, 8);
  wave_height_ = uniform(random, 0, 1);
}

void RetimedBuilder::append(std::size_t from, double rr, std::uint8_t made, bool fibrillates, const PChange& change, const Fused& fused) {
  const auto& windows = source_.windows;
  const double was = from > 0 ? windows.times[from] - windows.times[from - 1] : 9;
  out_.windows.times.push_back(out_.windows.times.empty() ? 1 : out_.windows.times.back() + rr);
  for (int lead = 0; lead < windows.leads; ++lead) {
    std::vector<float> moved(windows.window(from, lead).begin(), windows.window(from, lead).end());
    for (int k = 0; k < window_samples; ++k) {
      const double after_r = (k - window_before) / window_rate;
      float& value = moved[static_cast<std::size_t>(k)];
      if (fibrillates) value += wavelet(lead, after_r);
      if (after_r >= own_from) {
        const int place = k - fused.shift;
        if (fused.with >= 0 && place >= 0 && place < window_samples)
          value += static_cast<float>(fused.part) * (windows.window(static_cast<std::size_t>(fused.with), lead)[static_cast<std::size_t>(place)] - value);
        continue;
      }
      if (from > 0) value -= wave_of(windows.window(from - 1, lead), was + after_r);
      const auto& wave = p_template_[static_cast<std::size_t>(lead)];
      value -= static_cast<float>(change.taken) * wave[static_cast<std::size_t>(k)];
      const int place = k - change.shift;
      if (place >= 0 && place < window_samples)
        value += static_cast<float>(change.given[static_cast<std::size_t>(lead)]) * wave[static_cast<std::size_t>(place)];
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

// The fibrillation's own wave, up to as high as the P wave.
float RetimedBuilder::wavelet(int lead, double after_r) const {
  const auto& wave = p_template_[static_cast<std::size_t>(lead)];
  const auto [low, high] = std::ranges::minmax(wave);
  const double phase = 2 * std::numbers::pi * wave_rate_ * (out_.windows.times.back() + after_r);
  return static_cast<float>(wave_height_ * (high - low) / 2 * std::sin(phase));
}

bool RetimedBuilder::shows_p_waves() const {
  constexpr float repeats = 0.5F;  // median correlation of single beats with their mean
  constexpr int first = window_before - 32, last = window_before - 9;
  const auto& windows = source_.windows;
  float best = 0;
  for (int lead = 0; lead < windows.leads; ++lead) {
    std::vector<float> found;
    for (std::size_t beat = 0; beat < windows.beats() && found.size() < 400; ++beat)
      if (source_.classes[beat] == n_class && windows.is_recorded(beat, lead))
        found.push_back(whole::correlation(windows.window(beat, lead).data(), p_template_[static_cast<std::size_t>(lead)].data(), first, last));
    best = std::max(best, median(found));
  }
  return best > repeats;
}

// The mean of N beats before the complex, tapered to the P wave's place.
void RetimedBuilder::make_p_template() {
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

}  // namespace rwave
