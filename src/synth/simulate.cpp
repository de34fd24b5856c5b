#include "synth/simulate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "rwave/error.h"

namespace rwave {
namespace {

// ADC units a mV. 200 units a mV, as mitdb has them, so that whatever reads mitdb reads these.
constexpr double gain = 200;
constexpr std::int32_t adc_limit = 2047;  // 12 bits; the code below -2047 means "no sample"
constexpr double wave_reach = 4.5;        // widths beyond which a wave is less than 1/20 of an ADC unit
constexpr double longest_before = 0.4;    // s that a beat's first wave begins before its R peak
constexpr std::array<const char*, most_leads> lead_names = {"MLII", "V1", "V5"};
constexpr std::array<const char*, beat_kinds> symbols = {"N", "A", "V", "F", "/"};

void expect_within(const char* what, double value, double low, double high) {
  if (value >= low && value <= high) return;
  throw UsageError(fmt::format("{} must be {} to {}, not {}", what, low, high, value));
}

const SimulateOptions& checked(const SimulateOptions& options) {
  expect_within("the sampling rate in Hz", options.rate, 50, 10000);
  expect_within("the length in seconds", options.seconds, 1, 1e7);
  expect_within("the number of leads", options.leads, 1, most_leads);
  expect_within("the share of ectopic beats", options.ectopic_share, 0, 0.7);
  expect_within("the signal-to-noise ratio in dB", options.snr_db, -20, 100);
  return options;
}

// Independent streams of one seed, so that the beats are the same whatever the noise and the number of leads.
Random stream(const SimulateOptions& options, std::uint64_t number) {
  return Random(options.seed * 0x9e3779b97f4a7c15U + number);
}

RhythmOptions rhythm_of(const SimulateOptions& options, Random random) {
  const double e = options.ectopic_share;
  return {.heart_rate = 60 + 25 * random.uniform(),
          .shares = {1 - e, 0.35 * e, 0.35 * e, 0.15 * e, 0.15 * e}};
}

RecordingInfo describe(const SimulateOptions& options) {
  RecordingInfo info;
  info.rate = options.rate;
  info.frames = std::llround(options.seconds * options.rate);
  for (int lead = 0; lead < options.leads; ++lead) {
    SignalInfo signal;
    signal.name = lead_names[static_cast<std::size_t>(lead)];
    signal.gain = gain;
    signal.adc_resolution = 12;
    signal.format = 212;
    info.signals.push_back(signal);
  }
  info.comments = {"simulated by rwave, not a patient",
                   fmt::format("seed {}, ectopic share {}, signal-to-noise ratio {} dB", options.seed,
                               options.ectopic_share, options.snr_db)};
  return info;
}

}  // namespace

Simulator::Simulator(const SimulateOptions& options)
    : options_(checked(options)),
      info_(describe(options)),
      variation_(stream(options, 1)),
      rhythm_(rhythm_of(options, stream(options, 2)), stream(options, 3)) {
  Random patient = stream(options, 4);
  patient_ = draw_patient(patient);
  const double rr = 60 / rhythm_of(options, stream(options, 2)).heart_rate;
  const std::vector<Wave> normal = waves_of(BeatKind::Normal, patient_, rr);
  for (int lead = 0; lead < options.leads; ++lead) {
    noise_.emplace_back(options.rate, stream(options, 5 + static_cast<std::uint64_t>(lead)));
    // The noise's height is set by the power of a lead's own beats: leads of different size then
    // have the same signal-to-noise ratio, as the option promises.
    noise_height_.push_back(std::sqrt(beat_power(normal, lead, rr) / std::pow(10, options.snr_db / 10)));
  }
  next_beat_ = rhythm_.next();
}

// Takes every beat whose waves may begin before `sample`.
void Simulator::schedule_until(double sample) {
  while ((next_beat_.time - longest_before) * options_.rate < sample) {
    const TimedBeat beat = next_beat_;
    next_beat_ = rhythm_.next();
    // Respiration moves the heart against the electrodes; no two beats are quite alike.
    const double height =
        1 + 0.05 * std::sin(2 * std::numbers::pi * 0.25 * beat.time) + 0.03 * variation_.normal();
    const double width = 1 + 0.03 * variation_.normal();
    for (const Wave& wave : waves_of(beat.kind, patient_, beat.rr)) {
      DueWave due{(beat.time + wave.at) * options_.rate, wave.width * width * options_.rate, wave.height};
      for (double& one : due.height) one *= height;
      due_.push_back(due);
    }
    const std::int64_t r_peak = std::llround(beat.time * options_.rate);
    // A beat whose R peak lies beyond the end has waves before it, which are drawn; an annotation
    // there would be refused by readers.
    if (r_peak >= info_.frames) continue;
    Annotation annotation;
    annotation.sample = r_peak;
    annotation.code = static_cast<std::uint8_t>(code_of(symbols[static_cast<std::size_t>(beat.kind)]));
    beats_.push_back(annotation);
  }
}

void Simulator::add_waves(std::int64_t first, std::size_t count, int lead, std::vector<double>& out) const {
  const auto start = static_cast<double>(first);
  const auto length = static_cast<double>(count);
  for (const DueWave& wave : due_) {
    const double low = std::ceil(wave.at - wave_reach * wave.width - start);
    const double high = std::floor(wave.at + wave_reach * wave.width - start) + 1;
    const auto begin = static_cast<std::size_t>(std::clamp(low, 0.0, length));
    const auto end = static_cast<std::size_t>(std::clamp(high, 0.0, length));
    for (std::size_t i = begin; i < end; ++i) {
      const double z = (start + static_cast<double>(i) - wave.at) / wave.width;
      out[i] += wave.height[static_cast<std::size_t>(lead)] * std::exp(-0.5 * z * z);
    }
  }
}

void Simulator::read(std::span<std::int32_t> frames) {
  const std::size_t leads = noise_.size();
  const std::size_t count = frames.size() / leads;
  if (frames.size() % leads != 0 || static_cast<std::int64_t>(count) > info_.frames - position_) {
    throw Error(fmt::format("{} samples asked for: {} frames of {} leads are left", frames.size(),
                            info_.frames - position_, leads));
  }
  const auto end = static_cast<double>(position_) + static_cast<double>(count);
  schedule_until(end);
  std::vector<double> millivolts;
  for (std::size_t lead = 0; lead < leads; ++lead) {
    millivolts.assign(count, 0);
    add_waves(position_, count, static_cast<int>(lead), millivolts);
    for (std::size_t i = 0; i < count; ++i) {
      const double value = gain * (millivolts[i] + noise_height_[lead] * noise_[lead].next());
      frames[i * leads + lead] =
          std::clamp(static_cast<std::int32_t>(std::lround(value)), -adc_limit, adc_limit);
    }
  }
  position_ += static_cast<std::int64_t>(count);
  // Waves that have ended are dropped, so that memory does not grow with the recording.
  std::erase_if(due_, [end](const DueWave& wave) { return wave.at + wave_reach * wave.width < end; });
}

std::vector<Annotation> Simulator::take_beats() {
  std::vector<Annotation> taken;
  while (!beats_.empty() && beats_.front().sample < position_) {
    taken.push_back(std::move(beats_.front()));
    beats_.pop_front();
  }
  return taken;
}

}  // namespace rwave
