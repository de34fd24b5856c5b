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
TEST(PulseTimes, OnePerPulse) {
  std::vector<double> feet;
  for (double at = 0.5; at < 29; at += 0.8) feet.push_back(at);
  for (const double rate : {62.5, 125.0, 250.0, 500.0}) {
    std::vector<float> samples = testing::pulse_signal(feet, 30, rate);
    for (float& sample : samples) sample = 80 + 40 * sample;
    const auto times = pulse_times(samples, rate);
    ASSERT_EQ(times.size(), feet.size()) << rate;
    for (std::size_t i = 1; i < feet.size(); ++i)
      EXPECT_NEAR(times[i] - feet[i], times[0] - feet[0], 0.02) << rate;
    EXPECT_NEAR(times[0] - feet[0], 0.15, 0.05);
  }
}

TEST(PulseTimes, AWeakPulseIsNone) {
  std::vector<double> feet;
  for (double at = 0.5; at < 29; at += 0.8) feet.push_back(at);
  auto samples = testing::pulse_signal(feet, 30, 250);
  const std::vector<double> weak = {feet[20]};
  const auto one = testing::pulse_signal(weak, 30, 250);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] -= 0.8F * one[i];
  EXPECT_EQ(pulse_times(samples, 250).size(), feet.size() - 1);
}

TEST(PulseTimes, FlatLostAndClippedHaveNone) {
  EXPECT_THAT(pulse_times({}, 250), IsEmpty());
  EXPECT_THAT(pulse_times(std::vector<float>(7500, 3.F), 250), IsEmpty());
  EXPECT_THAT(pulse_times(std::vector<float>(7500, std::numeric_limits<float>::quiet_NaN()), 250), IsEmpty());
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
    const auto times = pulse_times(samples, 250);
    EXPECT_GT(times.size(), 20U);
    EXPECT_EQ(std::ranges::count_if(times, [](double time) { return time > 10.2 && time < 20; }), 0);
  }
}

}  // namespace
}  // namespace rwave
