// Pulses of synthetic pressures and plethysmograms, whose times are known.
#include "signal/pulse_waves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "support/pulse_signal.h"

namespace rwave {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A recording of signals given by name and unit, 250 Hz.
RecordingInfo with_signals(std::initializer_list<std::pair<const char*, const char*>> signals) {
  RecordingInfo info;
  info.rate = 250;
  for (const auto& [name, units] : signals) {
    SignalInfo& signal = info.signals.emplace_back();
    signal.name = name;
    signal.units = units;
  }
  return info;
}

TEST(PulseSignals, ArterialPressuresThenPlethysmograms) {
  const auto info = with_signals({{"II", "mV"},
                                  {"PLETH", "NU"},
                                  {"ABP", "mmHg"},
                                  {"PAP", "mmHg"},
                                  {"CVP", "mmHg"},
                                  {"RESP", "pm"},
                                  {"ART", "mmHg"}});
  EXPECT_THAT(pulse_signals(info), ElementsAre(2, 6, 1));
}

TEST(PulseSignals, NoneWhereThereIsNoneOrItIsTooSlow) {
  EXPECT_THAT(pulse_signals(with_signals({{"MLII", "mV"}, {"V5", "mV"}})), IsEmpty());
  auto slow = with_signals({{"PLETH", "NU"}});
  slow.rate = 25;
  EXPECT_THAT(pulse_signals(slow), IsEmpty());
}

// At each rate, whatever the unit's scale and offset: one time per pulse, a constant delay behind its foot.
TEST(PulseSignals, AreToldByWholeWords) {
  const auto no = with_signals({{"Artifact", "NU"},
                                {"Art. pulmonalis", "mmHg"},
                                {"BPM", "NU"},
                                {"IBP1", "mmHg"},
                                {"BP venous", "mmHg"}});
  EXPECT_THAT(pulse_signals(no), IsEmpty());
  const auto yes =
      with_signals({{"ART1", "mmHg"}, {"abp 2", "mmHg"}, {"Arterial pressure", "mmHg"}, {"BP", "mmHg"}});
  EXPECT_THAT(pulse_signals(yes), ElementsAre(0, 1, 2, 3));
}

TEST(PulseWaves, OnePerPulse) {
  std::vector<double> feet;
  for (double at = 0.5; at < 29; at += 0.8) feet.push_back(at);
  for (const double rate : {62.5, 125.0, 250.0, 500.0}) {
    std::vector<float> samples = testing::pulse_signal(feet, 30, rate);
    for (float& sample : samples) sample = 80 + 40 * sample;
    const auto waves = pulse_waves(samples, rate);
    ASSERT_EQ(waves.size(), feet.size()) << rate;
    for (std::size_t i = 1; i < feet.size(); ++i)
      EXPECT_NEAR(waves[i].time - feet[i], waves[0].time - feet[0], 0.02) << rate;
    EXPECT_NEAR(waves[0].time - feet[0], 0.15, 0.05);
  }
}

TEST(PulseWaves, AWeakPulseIsNone) {
  std::vector<double> feet;
  for (double at = 0.5; at < 29; at += 0.8) feet.push_back(at);
  auto samples = testing::pulse_signal(feet, 30, 250);
  const std::vector<double> weak = {feet[20]};
  const auto one = testing::pulse_signal(weak, 30, 250);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] -= 0.8F * one[i];
  EXPECT_EQ(pulse_waves(samples, 250).size(), feet.size() - 1);
}

// A plethysmogram of 60 Hz may stand in a table of 250 Hz, each value held; one of 10 Hz shows no time.
TEST(PulseWaves, AHeldSlowSignalHasNone) {
  std::vector<double> feet;
  for (double at = 0.5; at < 29; at += 0.8) feet.push_back(at);
  const auto samples = testing::pulse_signal(feet, 30, 250);
  const auto held = [&](std::size_t frames) {
    auto slow = samples;
    for (std::size_t i = 0; i < slow.size(); ++i) slow[i] = samples[i - i % frames];
    return slow;
  };
  EXPECT_EQ(pulse_waves(held(4), 250).size(), feet.size());
  EXPECT_THAT(pulse_waves(held(25), 250), IsEmpty());
  EXPECT_THAT(pulse_waves(held(250), 250), IsEmpty());
}

TEST(PulseWaves, ARiseIsThatOfItsPulse) {
  std::vector<float> samples(5000);
  const std::vector<double> feet = {2.5, 7.5}, half = {5.5};
  const auto whole = testing::pulse_signal(feet, 20, 250), small = testing::pulse_signal(half, 20, 250);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = 40 * whole[i] + 20 * small[i];
  const auto waves = pulse_waves(std::span(samples).first(2500), 250);
  ASSERT_EQ(waves.size(), 3U);
  EXPECT_NEAR(waves[0].rise, 40, 8);
  EXPECT_NEAR(waves[1].rise / waves[0].rise, 0.5, 0.01);
}

TEST(PulseWaves, FlatLostAndClippedHaveNone) {
  EXPECT_THAT(pulse_waves({}, 250), IsEmpty());
  EXPECT_THAT(pulse_waves(std::vector<float>(7500, 3.F), 250), IsEmpty());
  EXPECT_THAT(pulse_waves(std::vector<float>(7500, std::numeric_limits<float>::quiet_NaN()), 250), IsEmpty());
  std::vector<double> feet;
  for (double at = 0.5; at < 29; at += 0.8) feet.push_back(at);
  auto clipped = testing::pulse_signal(feet, 30, 250);
  // Held at its limit, lost, from 10 to 20 s: pulses before and behind alone.
  auto lost = clipped;
  for (std::size_t i = 2500; i < 5000; ++i) {
    clipped[i] = 1.2F;
    lost[i] = std::numeric_limits<float>::quiet_NaN();
  }
  for (const auto& samples : {clipped, lost}) {
    const auto waves = pulse_waves(samples, 250);
    EXPECT_GT(waves.size(), 20U);
    EXPECT_EQ(std::ranges::count_if(waves,
                                    [](const PulseWave& wave) { return wave.time > 10.2 && wave.time < 20; }),
              0);
  }
}

}  // namespace
}  // namespace rwave
