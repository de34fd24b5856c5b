#include "signal/passing_wave_filter.h"

#include <algorithm>
#include <cmath>

#include "math/median.h"
#include "signal/wave_in_step.h"

namespace rwave {
namespace {

constexpr double held_seconds = 16;
constexpr std::size_t beats_compared = 8;
constexpr float low_share = 0.55F;              // of the median height of these, in every lead
constexpr double shortest_seen = 0.7;           // s of the pause
constexpr std::size_t intervals_before = 3;     // asked, two at least
constexpr double least_likeness_before = 0.85;  // .75 of two sides: one alone must say more

}  // namespace

PassingWaveFilter::PassingWaveFilter(double rate, std::size_t leads)
    : rate_(rate),
      leads_(leads),
      ring_(static_cast<std::size_t>(std::llround(held_seconds * rate)) * leads) {}

void PassingWaveFilter::push(std::span<const float> frames) {
  const std::size_t held = ring_.size() / leads_;
  for (std::size_t i = 0; i < frames.size(); i += leads_, ++frames_)
    std::copy_n(
        frames.begin() + static_cast<std::ptrdiff_t>(i), leads_,
        ring_.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(frames_) % held * leads_));
}

std::vector<float> PassingWaveFilter::part(std::size_t lead, double first, double end) const {
  const auto held = static_cast<std::int64_t>(ring_.size() / leads_);
  const std::int64_t from = std::llround(first), to = std::llround(end);
  std::vector<float> out;
  if (from < std::max<std::int64_t>(0, frames_ - held) || to > frames_) return out;
  for (std::int64_t frame = from; frame < to; ++frame)
    out.push_back(ring_[static_cast<std::size_t>(frame % held) * leads_ + lead]);
  return out;
}

// 0 where the lead was not recorded.
float PassingWaveFilter::height(std::size_t lead, std::int64_t sample) const {
  const auto at = static_cast<double>(sample);
  const std::vector<float> around =
      part(lead, at - WaveInStep::peak_reach * rate_, at + WaveInStep::peak_reach * rate_);
  float least = 0, greatest = 0;
  for (std::size_t i = 0; i < around.size(); ++i) {
    least = i == 0 ? around[i] : std::min(least, around[i]);
    greatest = i == 0 ? around[i] : std::max(greatest, around[i]);
  }
  return std::isfinite(greatest - least) ? greatest - least : 0;
}

bool PassingWaveFilter::is_low(const Beat& beat) const {
  for (std::size_t lead = 0; lead < leads_; ++lead) {
    std::vector<float> heights;
    for (const Beat& before : beats_) heights.push_back(before.height[lead]);
    if (beat.height[lead] > low_share * median(heights)) return false;
  }
  return true;
}

bool PassingWaveFilter::goes_on(std::size_t lead, std::int64_t sample) const {
  const double from = static_cast<double>(beats_.back().sample) + WaveInStep::behind_last * rate_;
  const std::vector<float> pause =
      part(lead, from, static_cast<double>(sample) + WaveInStep::before_beat * rate_);
  const WaveInStep wave(pause, rate_);
  if (!wave.returns()) return false;
  const double peak = static_cast<double>(sample) - from;
  if (wave.departure(pause, peak - WaveInStep::peak_reach * rate_, peak + WaveInStep::peak_reach * rate_) >
      WaveInStep::most_departure)
    return false;
  WaveBetweenBeats between(wave);
  for (std::size_t i = 0; i < intervals_before; ++i) {
    const std::size_t last = beats_.size() - 1 - i;
    const double first = static_cast<double>(beats_[last - 1].sample) + WaveInStep::behind_beat * rate_;
    const double end = static_cast<double>(beats_[last].sample) - WaveInStep::before_beat * rate_;
    between.add(part(lead, first, end), first - from);
  }
  return between.intervals() >= 2 && between.goes_on(least_likeness_before);
}

bool PassingWaveFilter::is_wave(std::int64_t sample) {
  Beat beat{sample, {}};
  for (std::size_t lead = 0; lead < leads_; ++lead) beat.height[lead] = height(lead, sample);
  if (beats_.size() == beats_compared && is_low(beat)) {
    const auto since = static_cast<double>(sample - beats_.back().sample);
    if (since + (WaveInStep::before_beat - WaveInStep::behind_last) * rate_ < shortest_seen * rate_)
      return false;
    for (std::size_t lead = 0; lead < leads_; ++lead)
      if (goes_on(lead, sample)) return true;
    // What is asked lies between high beats: a low tachycardia goes on through itself.
    if (since < held_seconds * rate_) return false;
    beats_.clear();
  }
  beats_.push_back(beat);
  if (beats_.size() > beats_compared) beats_.pop_front();
  return false;
}

}  // namespace rwave
