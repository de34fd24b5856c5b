#pragma once
// A recording that lies in memory, so that a test can say what is in it.

#include <algorithm>
#include <vector>

#include "rwave/recording.h"
#include "synth/simulate.h"

namespace rwave::testing {

class MemoryRecording : public Recording {
 public:
  // Simulated leads at 360 Hz without ectopic beats, nearly without noise.
  static MemoryRecording simulated(double seconds, int leads) {
    Simulator simulator({.seconds = seconds, .leads = leads, .ectopic_share = 0, .snr_db = 30});
    MemoryRecording recording;
    recording.info_ = simulator.info();
    recording.info_.source = "memory";
    std::vector<std::int32_t> frames(static_cast<std::size_t>(recording.info_.frames * leads));
    simulator.read(frames);
    recording.samples_.resize(static_cast<std::size_t>(leads));
    for (std::size_t i = 0; i < frames.size(); ++i) {
      recording.samples_[i % static_cast<std::size_t>(leads)].push_back(frames[i]);
    }
    for (const Annotation& beat : simulator.take_beats()) recording.beats_.push_back(beat.sample);
    return recording;
  }

  void read(std::int64_t first, std::int64_t frames, std::span<const SignalSlice> slices) override {
    for (const SignalSlice& slice : slices) {
      const auto signal = static_cast<std::size_t>(slice.signal);
      const int per_frame = info_.signals[signal].samples_per_frame;
      std::copy_n(samples_[signal].begin() + first * per_frame, frames * per_frame, slice.out.begin());
    }
  }

  RecordingInfo& header() { return info_; }
  SignalInfo& signal(std::size_t signal) { return info_.signals.at(signal); }
  std::vector<std::int32_t>& samples(std::size_t signal) { return samples_.at(signal); }
  const std::vector<std::int64_t>& beats() const { return beats_; }

 private:
  std::vector<std::vector<std::int32_t>> samples_;  // by signal
  std::vector<std::int64_t> beats_;                 // R peaks, in frames
};

}  // namespace rwave::testing
