#pragma once
// Recordings of a Holter report written down by hand: beats and a lead drawn from them, 100 samples a second.

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include "holter/holter.h"

namespace rwave {

inline constexpr double rate = 100;

inline HolterInput input_of(std::string_view labels, double rr = 0.8, double seconds = 0) {
  HolterInput input;
  input.info.name = "a<b";
  input.info.rate = rate;
  input.labelled_by = "annotator test";
  for (std::size_t i = 0; i < labels.size(); ++i)
    input.beats.push_back({std::lround(static_cast<double>(i + 1) * rr * rate), labels[i], 1});
  input.info.frames = std::lround(seconds * rate);
  return input;
}

// A flat lead with a triangle of 1 mV, 40 ms to each side, at each beat; 200 ADC units per mV.
class Drawn : public Recording {
 public:
  explicit Drawn(const HolterInput& input) : beats_(input.beats) {
    info_ = input.info;
    info_.signals.resize(1);
    info_.signals[0].name = "MLII";
  }
  void read(std::int64_t first, std::int64_t frames, std::span<const SignalSlice> slices) override {
    for (const SignalSlice& slice : slices)
      for (std::int64_t i = 0; i < frames; ++i) {
        std::int64_t nearest = 1000;
        for (const LabelledBeat& beat : beats_)
          nearest = std::min(nearest, std::abs(beat.sample - first - i));
        slice.out[static_cast<std::size_t>(i)] =
            nearest < 4 ? static_cast<std::int32_t>(200 - 50 * nearest) : 0;
      }
  }

 private:
  std::vector<LabelledBeat> beats_;
};

}  // namespace rwave
