#pragma once
// One lead as counts, what the device says of it and what the desktop's live path says.

#include <gtest/gtest.h>

#include <algorithm>
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

// What waits, in its order.
inline void take(rwave_embedded* stream, Result& result) {
  rwave_embedded_beat beat;
  while (rwave_embedded_take_beat(stream, &beat) == 1)
    result.beats.push_back({beat.sample, beat.label, beat.probability});
  rwave_embedded_episode e;
  while (rwave_embedded_take_episode(stream, &e) == 1)
    result.events.push_back({{static_cast<RhythmKind>(e.kind), e.first, e.end, e.beats,
                              static_cast<double>(e.mean_rate), static_cast<double>(e.max_rate)},
                             e.ended == 1});
}

inline rwave_embedded_config config_of(const Counts& counts) {
  rwave_embedded_config config = rwave_embedded_defaults(counts.rate, counts.per_mv);
  config.baseline = counts.baseline;
  return config;
}

// Pushed in blocks, each taken before the next.
inline Result on_device(const Counts& counts, int block = 1) {
  const rwave_embedded_config config = config_of(counts);
  std::vector<std::uint64_t> memory(rwave_embedded_size(&config) / 8 + 1);
  rwave_embedded* stream = rwave_embedded_init(&config, memory.data(), memory.size() * 8);
  EXPECT_NE(stream, nullptr);
  Result result;
  for (std::size_t at = 0; at < counts.samples.size();) {
    const auto left = static_cast<std::int32_t>(std::min<std::size_t>(counts.samples.size() - at, block));
    const std::int32_t taken = rwave_embedded_push(stream, counts.samples.data() + at, left);
    EXPECT_GE(taken, 0);
    at += static_cast<std::size_t>(taken);
    take(stream, result);
  }
  while (rwave_embedded_finish(stream) == 1) take(stream, result);
  take(stream, result);
  EXPECT_EQ(rwave_embedded_close(stream), 0);
  return result;
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
