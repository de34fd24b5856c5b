// Flutter waves that go on through a pause are no beats; a tachycardia, which begins and ends, is.
#include "signal/passing_waves.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "signal/detect_recording.h"
#include "signal/memory_recording.h"
#include "signal/passing_wave_filter.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

constexpr double wave_rate = 360, pause_begins = 20, pause_ends = 26;

double bump(double t, double width, double height) {
  return height * std::exp(-t * t / (2 * width * width));
}

// Flutter of 300 a minute.
double flutter(double t) {
  const double turn = 2 * std::numbers::pi * 5.1 * t;
  return 0.2 * std::sin(turn) + 0.06 * std::sin(2 * turn + 1);
}

// mV: beats every .8 s but in the pause, and what lies under them.
template <class Under>
double value_at(double t, const Under& under) {
  const double beat = 0.4 + 0.8 * std::floor(t / 0.8);
  if (beat >= pause_begins && beat <= pause_ends) return under(t);
  return under(t) + bump(t - beat, 0.012, 1.2) - bump(t - beat - 0.03, 0.012, 0.8);
}

// Of two leads the second is another one's,
// which comes off before the pause.
template <class Under>
Detection detected(const Under& under, int leads = 1) {
  MemoryRecording recording = MemoryRecording::simulated(50, leads);
  for (std::size_t lead = 1; lead < static_cast<std::size_t>(leads); ++lead) {
    auto& samples = recording.samples(lead);
    std::fill(samples.begin() + static_cast<std::ptrdiff_t>(0.7 * pause_begins * wave_rate), samples.end(),
              0);
  }
  SignalInfo& signal = recording.signal(0);
  auto& samples = recording.samples(0);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double value = value_at(static_cast<double>(i) / wave_rate, under);
    samples[i] = std::isnan(value)
                     ? missing_sample
                     : static_cast<std::int32_t>(std::lround(value * signal.gain + signal.baseline));
  }
  return detect_peaks(recording);
}

// Of a stream's beats every `period` s in the pause those that are waves.
template <class Under>
int waves_in_stream(const Under& under, double period) {
  PassingWaveFilter filter(wave_rate, 1);
  std::vector<double> beats;
  for (double t = 0.4; t < pause_begins; t += 0.8) beats.push_back(t);
  const double last = beats.back();
  for (double t = last + period; t < pause_ends; t += period) beats.push_back(t);
  int waves = 0;
  std::int64_t pushed = 0;
  for (const double beat : beats) {
    std::vector<float> samples;
    for (; static_cast<double>(pushed) < (beat + 0.15) * wave_rate; ++pushed)
      samples.push_back(static_cast<float>(value_at(static_cast<double>(pushed) / wave_rate, under)));
    filter.push(samples);
    waves += filter.is_wave(std::llround(beat * wave_rate)) ? 1 : 0;
  }
  return waves;
}

std::ptrdiff_t in_pause(const Detection& detection) {
  return std::ranges::count_if(detection.peaks, [](std::int64_t peak) {
    return peak > pause_begins * wave_rate && peak < pause_ends * wave_rate;
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

// T and P waves a third of the interval apart, and in the pause a tachycardia as fast as they follow: in step
// with them, and higher.
double tachycardia_in_step(double t) {
  constexpr double third = 0.8 / 3;
  const double turn = t - 0.4 - third * std::round((t - 0.4) / third);
  const bool at_beat = std::abs(t - 0.4 - 0.8 * std::round((t - 0.4) / 0.8)) < third / 2;
  if (t > pause_begins && t < pause_ends) return bump(turn, 0.05, 0.5);
  return at_beat ? 0 : bump(turn, 0.06, 0.2);
}

TEST(PassingWaves, ATachycardiaInStepWithTAndPWavesStays) {
  EXPECT_GT(in_pause(detected(tachycardia_in_step)), 14);
}

// An interval in which nothing is recorded says nothing, and is not read: it may last for days.
TEST(PassingWaves, AnIntervalWithoutSamplesSaysNothing) {
  const auto off = [](double t) { return t > pause_ends + 2 && t < 45 ? NAN : flutter(t); };
  EXPECT_EQ(in_pause(detected(off)), 0);
}

// Streams have no beats after it to ask, and what is asked before it must not be the tachycardia's own.
TEST(PassingWaves, AStreamsTachycardiaInStepStays) {
  EXPECT_EQ(waves_in_stream(tachycardia_in_step, 0.8 / 3), 0);
  EXPECT_GT(waves_in_stream(flutter, 1 / 5.1), 20);
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
