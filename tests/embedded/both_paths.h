#pragma once
// One lead as counts, and what the desktop's live path says of it: what a device is compared with.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "classify/live_rhythm.h"
#include "rwave_embedded.h"
#include "synth/simulate.h"

namespace rwave::testing {

// Probabilities: the desktop's kernels may join a product and a sum (RWAVE_SIMD), which a device's do not.
inline constexpr float same_probability = 1e-5F;

// One lead as a converter gives it.
struct Counts {
  double rate = 0;
  float per_mv = 200;
  std::int16_t baseline = 0;
  std::vector<std::int16_t> samples;
};

struct Result {
  std::vector<LabelledBeat> beats;
  std::vector<EpisodeEvent> events;
};

inline Result on_desktop(const Counts& counts) {
  LiveRhythm live(Model::shipped(), counts.rate, 1);
  for (const std::int16_t count : counts.samples) {
    const float sample = count == RWAVE_EMBEDDED_MISSING
                             ? std::nanf("")
                             : static_cast<float>(count - counts.baseline) / counts.per_mv;
    live.push({&sample, 1});
  }
  live.finish();
  return {live.beats, live.events};
}

inline void expect_same(const Result& device, const Result& desktop) {
  ASSERT_EQ(device.beats.size(), desktop.beats.size());
  for (std::size_t i = 0; i < device.beats.size(); ++i) {
    EXPECT_EQ(device.beats[i].sample, desktop.beats[i].sample);
    EXPECT_EQ(device.beats[i].label, desktop.beats[i].label) << "beat at " << device.beats[i].sample;
    EXPECT_NEAR(device.beats[i].probability, desktop.beats[i].probability, same_probability);
  }
  ASSERT_EQ(device.events.size(), desktop.events.size());
  for (std::size_t i = 0; i < device.events.size(); ++i) {
    const Episode &a = device.events[i].episode, &b = desktop.events[i].episode;
    EXPECT_EQ(device.events[i].ended, desktop.events[i].ended);
    EXPECT_EQ(a.kind, b.kind);
    EXPECT_EQ(a.first, b.first);
    EXPECT_EQ(a.end, b.end);
    EXPECT_EQ(a.beats, b.beats);
    EXPECT_NEAR(a.mean_rate, b.mean_rate, 0.01);
  }
}

inline Counts simulated(double rate, double seconds) {
  Simulator simulator(
      {.rate = rate, .seconds = seconds, .leads = 1, .seed = 3, .ectopic_share = 0.15, .snr_db = 18});
  std::vector<std::int32_t> adc(static_cast<std::size_t>(simulator.info().frames));
  simulator.read(adc);
  Counts counts{.rate = rate, .per_mv = 200, .baseline = 0, .samples = {}};
  for (const std::int32_t value : adc) counts.samples.push_back(static_cast<std::int16_t>(value));
  return counts;
}

}  // namespace rwave::testing
