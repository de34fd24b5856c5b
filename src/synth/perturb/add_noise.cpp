#include "synth/perturb/add_noise.h"

#include <cmath>
#include <cstddef>

namespace rwave {
namespace {

constexpr double quiet_seconds = 300, segment_seconds = 120;

bool noisy_at(double seconds, NoiseSpan span) {
  if (span == NoiseSpan::whole) return true;
  return seconds >= quiet_seconds && static_cast<long>((seconds - quiet_seconds) / segment_seconds) % 2 == 0;
}

}  // namespace

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
