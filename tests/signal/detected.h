#pragma once
// Simulated leads with known beats, what the detector finds in them, and how well.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "rwave/detector.h"
#include "synth/simulate.h"

namespace rwave::testing {

// Frames of `leads` leads in mV, and where the beats are.
struct KnownBeats {
  double rate = 0;
  int leads = 0;
  std::vector<float> frames;
  std::vector<std::int64_t> beats;

  std::size_t size() const { return frames.size() / static_cast<std::size_t>(leads); }
  std::size_t at(double seconds) const { return static_cast<std::size_t>(seconds * rate); }
  float& sample(std::size_t frame, int lead) {
    return frames[frame * static_cast<std::size_t>(leads) + static_cast<std::size_t>(lead)];
  }
};

inline KnownBeats simulated(const SimulateOptions& options) {
  Simulator simulator(options);
  const RecordingInfo& info = simulator.info();
  std::vector<std::int32_t> adc(static_cast<std::size_t>(info.frames) * info.signals.size());
  simulator.read(adc);
  KnownBeats known{options.rate, options.leads, {}, {}};
  known.frames.reserve(adc.size());
  for (std::size_t i = 0; i < adc.size(); ++i) {
    const SignalInfo& signal = info.signals[i % info.signals.size()];
    known.frames.push_back(static_cast<float>((adc[i] - signal.baseline) / signal.gain));
  }
  for (const Annotation& beat : simulator.take_beats()) known.beats.push_back(beat.sample);
  return known;
}

struct Found {
  std::vector<std::int64_t> peaks;
  std::vector<SampleSpan> unanalyzable;
};

// Gives the frames to a detector in pieces of this many frames; 0 = all at once.
inline Found detect(const KnownBeats& known, std::size_t piece = 0) {
  Detector detector(known.rate, known.leads);
  Found found;
  const auto take = [&] {
    for (const std::int64_t peak : detector.take_peaks()) found.peaks.push_back(peak);
    for (const SampleSpan& span : detector.take_unanalyzable()) found.unanalyzable.push_back(span);
  };
  std::span<const float> left = known.frames;
  const std::size_t step = piece == 0 ? left.size() : piece * static_cast<std::size_t>(known.leads);
  while (!left.empty()) {
    const auto part = left.first(std::min(step, left.size()));
    left = left.subspan(part.size());
    detector.push(part);
    take();
  }
  detector.finish();
  take();
  return found;
}

struct Figures {
  int found = 0, missed = 0, false_peaks = 0;
  double greatest_offset = 0;  // s, of a matched peak

  double sensitivity() const { return static_cast<double>(found) / (found + missed); }
  double predictivity() const { return static_cast<double>(found) / (found + false_peaks); }
};

// Matches peaks and beats of [from, to) seconds one to one within 150 ms, in order.
inline Figures figures(std::span<const std::int64_t> beats, std::span<const std::int64_t> peaks, double rate,
                       double from = 0, double to = 1e9) {
  const auto window = static_cast<std::int64_t>(0.15 * rate);
  const auto within = [&](std::int64_t sample) {
    return static_cast<double>(sample) >= from * rate && static_cast<double>(sample) < to * rate;
  };
  Figures result;
  std::size_t peak = 0;
  for (const std::int64_t beat : beats) {
    if (!within(beat)) continue;
    for (; peak < peaks.size() && peaks[peak] < beat - window; ++peak)
      result.false_peaks += within(peaks[peak]) ? 1 : 0;
    if (peak < peaks.size() && peaks[peak] <= beat + window) {
      ++result.found;
      result.greatest_offset =
          std::max(result.greatest_offset, static_cast<double>(std::abs(peaks[peak] - beat)) / rate);
      ++peak;
    } else {
      ++result.missed;
    }
  }
  for (; peak < peaks.size(); ++peak) result.false_peaks += within(peaks[peak]) ? 1 : 0;
  return result;
}

}  // namespace rwave::testing
