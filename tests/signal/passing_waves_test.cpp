// Flutter waves that go on through a pause are no beats; a tachycardia, which begins and ends, is.
#include "signal/passing_waves.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "signal/detect_recording.h"
#include "signal/memory_recording.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

constexpr double ecg_rate = 360, pause_begins = 20, pause_ends = 26;

double bump(double t, double width, double height) {
  return height * std::exp(-t * t / (2 * width * width));
}

// Flutter of 300 a minute.
double flutter(double t) {
  const double turn = 2 * std::numbers::pi * 5.1 * t;
  return 0.2 * std::sin(turn) + 0.06 * std::sin(2 * turn + 1);
}

// Beats every .8 s but in the pause, and what lies under them. Of two leads the second is another one's,
// which comes off before the pause.
template <class Under>
Detection detected(const Under& under, int leads = 1) {
  MemoryRecording recording = MemoryRecording::simulated(50, leads);
  for (std::size_t lead = 1; lead < static_cast<std::size_t>(leads); ++lead) {
    auto& samples = recording.samples(lead);
    std::fill(samples.begin() + static_cast<std::ptrdiff_t>(0.7 * pause_begins * ecg_rate), samples.end(), 0);
  }
  SignalInfo& signal = recording.signal(0);
  auto& samples = recording.samples(0);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double t = static_cast<double>(i) / ecg_rate;
    const double beat = 0.4 + 0.8 * std::floor(t / 0.8);
    double value = under(t);
    if (beat < pause_begins || beat > pause_ends)
      value += bump(t - beat, 0.012, 1.2) - bump(t - beat - 0.03, 0.012, 0.8);
    samples[i] = static_cast<std::int32_t>(std::lround(value * signal.gain + signal.baseline));
  }
  return detect_peaks(recording);
}

std::ptrdiff_t in_pause(const Detection& detection) {
  return std::ranges::count_if(detection.peaks, [](std::int64_t peak) {
    return peak > pause_begins * ecg_rate && peak < pause_ends * ecg_rate;
  });
}

TEST(PassingWaves, FlutterInAPauseIsNoTachycardia) {
  const Detection detection = detected(flutter);
  EXPECT_EQ(in_pause(detection), 0);
  EXPECT_NEAR(static_cast<double>(detection.peaks.size()), 50 / 0.8 - 6 / 0.8, 2);
}

// Nothing is low where all is alike.
TEST(PassingWaves, ALeadThatCameOffHasNoSay) {
  EXPECT_EQ(in_pause(detected(flutter, 2)), 0);
}

TEST(PassingWaves, WavesOfTheRunAloneAreBeats) {
  const auto tachycardia = [](double t) {
    return t > pause_begins && t < pause_ends ? 2 * flutter(t / 1.7) : 0.0;
  };
  EXPECT_GT(in_pause(detected(tachycardia)), 12);
}

// A tremor under everything, and beats that are low for a while, as in another posture.
TEST(PassingWaves, LowBeatsThatRideOnWavesAreBeats) {
  const auto low = [](double t) {
    const double beat = 0.4 + 0.8 * std::floor(t / 0.8);
    const bool within = beat >= pause_begins && beat <= pause_ends;
    return flutter(t) + (within ? bump(t - beat, 0.012, 0.3) - bump(t - beat - 0.03, 0.012, 0.25) : 0.0);
  };
  EXPECT_GE(in_pause(detected(low)), 5);
}

// Six seconds of standstill at 3:38, the plethysmogram flat: 14 V, a tachycardia of 152 a minute.
TEST(PassingWaves, StandstillInRealFlutterHasNoBeats) {
  RWAVE_NEED_DATA(record, "challenge2015/f415l.hea");
  const auto recording = open_recording(record);
  const Detection detection = detect_peaks(*recording, "");
  EXPECT_EQ(std::ranges::count_if(detection.peaks,
                                  [](std::int64_t peak) { return peak > 218 * 250 && peak < 224 * 250; }),
            0);
}

}  // namespace
}  // namespace rwave::testing
