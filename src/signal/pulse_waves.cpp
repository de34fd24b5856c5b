#include "signal/pulse_waves.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <string>
#include <string_view>

#include "math/median.h"
#include "record/channel_kind.h"
#include "signal/filter.h"

namespace rwave {
namespace {

constexpr double least_pulse_rate = 50;    // Hz: samples 20 ms apart
constexpr double fewest_changes = 25;      // a second; half of it, as steps of a coarse converter hold some
constexpr double pulse_band = 10;          // Hz, 3 dB, as Zong has it
constexpr double rise_window = 0.128;      // s, about an upstroke
constexpr double piece_seconds = 2;        // holds a pulse down to 30 a minute
constexpr double pulse_like = 0.4;         // of the median piece's greatest rise
constexpr double pulse_refractory = 0.25;  // s: 240 pulses a minute

// Of an artery of the body. The kind "pressure" holds those of the lungs, veins and the skull as well. The
// first word says so, maybe with a number ("ART 1", "ABP2"), where no other one speaks of the lungs or a
// vein.
bool is_arterial(std::string_view label) {
  std::vector<std::string> words(1);
  for (const char c : label) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      words.back() += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    else
      words.emplace_back();
  }
  const std::string_view first = words.front();
  const std::string_view name = first.substr(0, first.find_last_not_of("0123456789") + 1);
  constexpr std::array<std::string_view, 7> names = {"ABP", "ART", "ARTERIAL", "AO", "AOP", "UAP", "BP"};
  return std::ranges::find(names, name) != names.end() &&
         std::ranges::none_of(words, [](const std::string& word) {
           return word.starts_with("PUL") || word.starts_with("VEN") || word == "PA";
         });
}

// Whether values come as often as a pulse needs, which the rate alone does not say: EDF's writers and tables
// hold each value of a slow signal until the next one.
bool is_sampled_enough(std::span<const float> samples, double rate) {
  std::size_t pairs = 0, changes = 0;
  for (std::size_t i = 1; i < samples.size(); ++i) {
    if (!std::isfinite(samples[i]) || !std::isfinite(samples[i - 1])) continue;
    ++pairs;
    changes += samples[i] != samples[i - 1] ? 1 : 0;
  }
  return static_cast<double>(changes) * rate >= fewest_changes * static_cast<double>(pairs);
}

// The slope sum at each sample, in units of the signal.
std::vector<float> slope_sums(std::span<const float> samples, double rate) {
  LowPass low_pass;
  low_pass.setup(rate, pulse_band);
  const auto window = static_cast<std::size_t>(std::max(1.0, std::round(rise_window * rate)));
  std::vector<float> rises(samples.size(), 0.F), sums(samples.size(), 0.F);
  // What is not recorded before the first sample that is has no rise; a gap behind it is a level line.
  const auto known = std::ranges::find_if(samples, [](float sample) { return std::isfinite(sample); });
  double before = 0, sum = 0;
  bool begun = false;
  for (auto i = static_cast<std::size_t>(known - samples.begin()); i < samples.size(); ++i) {
    const double now = low_pass.filter(samples[i]);
    rises[i] = static_cast<float>(begun ? std::max(0.0, now - before) : 0.0);
    before = now;
    begun = true;
    sum += rises[i];
    if (i >= window) sum -= rises[i - window];
    sums[i] = static_cast<float>(sum);
  }
  return sums;
}

// What pulses reach here; 0 where the signal is flat for most of its time.
double typical_rise(std::span<const float> sums, double rate) {
  const std::size_t piece = std::min(static_cast<std::size_t>(piece_seconds * rate), sums.size());
  std::vector<float> greatest;
  for (std::size_t from = 0; piece > 0 && from + piece <= sums.size(); from += piece)
    greatest.push_back(std::ranges::max(sums.subspan(from, piece)));
  return median(greatest);
}

}  // namespace

std::vector<int> pulse_signals(const RecordingInfo& recording) {
  std::vector<int> arterial, light;
  for (int s = 0; s < static_cast<int>(recording.signals.size()); ++s) {
    const SignalInfo& signal = recording.signals[static_cast<std::size_t>(s)];
    if (recording.rate * signal.samples_per_frame < least_pulse_rate) continue;
    const ChannelKind kind = kind_of(signal);
    if (kind == ChannelKind::pulse) light.push_back(s);
    if ((kind == ChannelKind::pressure || kind == ChannelKind::unknown) && is_arterial(signal.name))
      arterial.push_back(s);
  }
  // A pressure's pulse comes sooner and is not smoothed by an oximeter's filter.
  arterial.insert(arterial.end(), light.begin(), light.end());
  return arterial;
}

std::vector<PulseWave> pulse_waves(std::span<const float> samples, double rate) {
  std::vector<PulseWave> waves;
  if (!is_sampled_enough(samples, rate)) return waves;
  const std::vector<float> sums = slope_sums(samples, rate);
  const double least = pulse_like * typical_rise(sums, rate);
  if (!(least > 0)) return waves;
  const auto apart = static_cast<std::size_t>(pulse_refractory * rate);
  std::size_t last = 0;  // the newest pulse's sample
  for (std::size_t i = 1; i + 1 < sums.size(); ++i) {
    if (sums[i] < least || sums[i] < sums[i - 1] || sums[i] <= sums[i + 1]) continue;
    const PulseWave wave{static_cast<double>(i) / rate, sums[i]};
    if (waves.empty() || i - last >= apart)
      waves.push_back(wave);
    else if (sums[i] > sums[last])
      waves.back() = wave;  // the greater of two that are too near for two pulses
    else
      continue;
    last = i;
  }
  return waves;
}

}  // namespace rwave
