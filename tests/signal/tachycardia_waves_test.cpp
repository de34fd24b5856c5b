// Waves without a baseline are beats where they return evenly, and stay unanalyzable where they do not.
#include "signal/tachycardia_waves.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <numbers>

#include "math/random.h"
#include "signal/detect_recording.h"
#include "signal/memory_recording.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

constexpr double ecg_rate = 360;

// `seconds` of one lead, in mV by the second, as a recording of `per_frame` samples a frame.
template <class Value>
MemoryRecording lead_of(const Value& value, int per_frame = 1, double seconds = 40) {
  MemoryRecording recording = MemoryRecording::simulated(seconds, 1);
  SignalInfo& signal = recording.signal(0);
  auto& samples = recording.samples(0);
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] = static_cast<std::int32_t>(
        std::lround(value(static_cast<double>(i) / ecg_rate) * signal.gain + signal.baseline));
  signal.samples_per_frame = per_frame;
  recording.header().rate /= per_frame;
  recording.header().frames /= per_frame;
  return recording;
}

std::vector<WaveTrain> trains_in(MemoryRecording recording, SampleSpan span) {
  LeadReader reader(recording, {0});
  return find_wave_trains(reader, 1, ecg_rate, recording.signal(0).samples_per_frame, {&span, 1});
}

double wave(double frequency, double t) {
  return std::sin(2 * std::numbers::pi * frequency * t);
}

TEST(TachycardiaWaves, EachTopIsABeatWhateverTheBaselineDoes) {
  for (const int per_frame : {1, 3}) {
    const auto swinging = [](double t) { return (0.6 + 0.2 * wave(0.2, t)) * wave(3, t) + 0.4 * t; };
    const std::vector<WaveTrain> trains = trains_in(lead_of(swinging, per_frame), {10 * 360, 30 * 360});
    ASSERT_EQ(trains.size(), 1U);
    EXPECT_EQ(trains[0].span, (SampleSpan{10 * 360, 30 * 360}));
    EXPECT_NEAR(static_cast<double>(trains[0].tops.size()), 60, 1);
    for (const std::int64_t top : trains[0].tops) {
      const double waves =
          static_cast<double>(top) / 120 - 0.25;  // 120 samples a wave, the top after a quarter
      EXPECT_NEAR(waves, std::round(waves), 0.1) << top;
    }
  }
}

TEST(TachycardiaWaves, NoiseFasterWavesAndShortSpansAreNone) {
  Random random(1);
  float swing = 0;
  const auto noise = [&](double) {
    return 0.5 * (swing = 0.9F * swing + static_cast<float>(random.normal()));
  };
  EXPECT_TRUE(trains_in(lead_of(noise), {0, 40 * 360}).empty());
  EXPECT_TRUE(trains_in(lead_of([](double t) { return wave(6, t); }), {0, 40 * 360}).empty());
  EXPECT_TRUE(trains_in(lead_of([](double t) { return wave(3, t); }), {0, 3 * 360}).empty());
}

TEST(TachycardiaWaves, TheFastestAre255AMinute) {
  const std::vector<WaveTrain> fast =
      trains_in(lead_of([](double t) { return wave(4.1, t); }), {0, 40 * 360});
  ASSERT_EQ(fast.size(), 1U);
  EXPECT_NEAR(static_cast<double>(fast[0].tops.size()), 4.1 * 40, 2);
  EXPECT_TRUE(trains_in(lead_of([](double t) { return wave(4.5, t); }), {0, 40 * 360}).empty());
}

// A block or two that the detector trusts between spans that say nothing: the waves go on through them.
TEST(TachycardiaWaves, GoOnOverAShortGapBetweenSpans) {
  MemoryRecording recording = lead_of([](double t) { return wave(3, t); });
  LeadReader reader(recording, {0});
  for (const int gap : {2, 3, 4}) {
    const std::vector<SampleSpan> spans = {{0, 12 * 360}, {(12 + gap) * 360, 30 * 360}};
    const std::vector<WaveTrain> trains = find_wave_trains(reader, 1, ecg_rate, 1, spans);
    ASSERT_EQ(trains.size(), gap > 3 ? 2U : 1U) << gap;
    EXPECT_EQ(trains.front().span.first, 0);
    EXPECT_EQ(trains.back().span.end, 30 * 360);
  }
}

TEST(TachycardiaWaves, NoiseInTheMiddleStaysOut) {
  Random random(2);
  const auto broken = [&](double t) { return t > 12 && t < 26 ? 0.7 * random.normal() : wave(2.5, t); };
  const std::vector<WaveTrain> trains = trains_in(lead_of(broken), {0, 40 * 360});
  ASSERT_EQ(trains.size(), 2U);
  EXPECT_NEAR(static_cast<double>(trains[0].span.end), 12 * 360, 2.2 * 360);
  EXPECT_NEAR(static_cast<double>(trains[1].span.first), 26 * 360, 2.2 * 360);
}

TEST(TachycardiaWaves, LongOnesComeInPiecesWithoutABeatMoreOrLess) {
  const auto sine = [](double t) { return wave(3, t); };
  const std::vector<WaveTrain> trains = trains_in(lead_of(sine, 1, 1300), {0, 1300 * 360});
  ASSERT_EQ(trains.size(), 3U);
  std::vector<std::int64_t> tops;
  for (const WaveTrain& train : trains) tops.insert(tops.end(), train.tops.begin(), train.tops.end());
  EXPECT_NEAR(static_cast<double>(tops.size()), 3900, 2);
  for (std::size_t i = 1; i < tops.size(); ++i)
    EXPECT_NEAR(static_cast<double>(tops[i] - tops[i - 1]), 120, 8);
  for (std::size_t i = 1; i < trains.size(); ++i) EXPECT_EQ(trains[i].span.first, trains[i - 1].span.end);
}

// The pulse, or a hand that moves, swings as evenly in one lead while the other shows the heart.
TEST(TachycardiaWaves, QrsComplexesInTheOtherLeadSpeakAgainst) {
  MemoryRecording recording = MemoryRecording::simulated(40, 2);
  const SignalInfo& signal = recording.signal(1);
  for (std::size_t i = 0; i < recording.samples(1).size(); ++i)
    recording.samples(1)[i] = static_cast<std::int32_t>(
        std::lround(wave(2, static_cast<double>(i) / ecg_rate) * signal.gain + signal.baseline));
  const SampleSpan all{0, 40 * 360};
  for (const std::vector<int>& leads : {std::vector{0, 1}, std::vector{1, 0}}) {
    LeadReader both(recording, leads);
    EXPECT_TRUE(find_wave_trains(both, 2, ecg_rate, 1, {&all, 1}).empty()) << leads[0];
  }
  LeadReader one(recording, {1});
  EXPECT_EQ(find_wave_trains(one, 1, ecg_rate, 1, {&all, 1}).size(), 1U);
  // A lead that was not recorded says nothing: the other alone decides, first or second.
  std::ranges::fill(recording.samples(0), missing_sample);
  for (const std::vector<int>& leads : {std::vector{0, 1}, std::vector{1, 0}}) {
    LeadReader both(recording, leads);
    const std::vector<WaveTrain> trains = find_wave_trains(both, 2, ecg_rate, 1, {&all, 1});
    ASSERT_EQ(trains.size(), 1U) << leads[0];
    EXPECT_NEAR(static_cast<double>(trains[0].tops.size()), 80, 1);
  }
}

// Two tones are no train of waves, however exactly they return together: half of the power is of another
// frequency.
TEST(TachycardiaWaves, PowerThatIsSpreadIsNone) {
  EXPECT_TRUE(trains_in(lead_of([](double t) { return wave(2, t) + wave(4, t); }), {0, 40 * 360}).empty());
}

// Record 207 of mitdb, whose flutter has each wave marked by a person (!, code 31).
TEST(TachycardiaWaves, AreThoseThatAPersonMarked) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  const Detection detection = detect_peaks(*open_recording(mitdb / "207"));
  int marked = 0, found = 0;
  for (const Annotation& mark : read_annotations(mitdb / "207.atr")) {
    if (mark.code != 31 || mark.sample < 254 * 360 || mark.sample > 259 * 360) continue;
    ++marked;
    for (const std::int64_t peak : detection.peaks) {
      if (std::abs(peak - mark.sample) > 54) continue;  // 150 ms, as EC57 compares beats
      ++found;
      break;
    }
  }
  EXPECT_EQ(marked, 16);
  EXPECT_GE(found, 15);
}

}  // namespace
}  // namespace rwave::testing
