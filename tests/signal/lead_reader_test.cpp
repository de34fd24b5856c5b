// Gaps of a few samples are bridged where much was recorded around them, wherever blocks begin, and long ones
// never.
#include "signal/lead_reader.h"

#include <gtest/gtest.h>

#include <cmath>

#include "signal/detect_recording.h"
#include "signal/detected.h"
#include "signal/memory_recording.h"

namespace rwave::testing {
namespace {

constexpr std::int64_t per_second = 360;

// Ten times the frame's number in ADC units, so that a straight line gives back what was there.
MemoryRecording ramp(double seconds) {
  MemoryRecording recording = MemoryRecording::simulated(seconds, 1);
  for (std::size_t i = 0; i < recording.samples(0).size(); ++i)
    recording.samples(0)[i] = static_cast<std::int32_t>(10 * i);
  return recording;
}

void lose(MemoryRecording& recording, std::int64_t first, std::int64_t count) {
  std::fill_n(recording.samples(0).begin() + first, count, missing_sample);
}

// What of frames [first, first + count) a bridging reader gives as missing; the rest must be the ramp.
std::int64_t missing_of(MemoryRecording& recording, std::int64_t first, std::int64_t count) {
  LeadReader reader(recording, {0});
  reader.bridge_gaps();
  const SignalInfo& signal = recording.signal(0);
  const std::span<const float> values = reader.read(first, count);
  std::int64_t missing = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const float value = values[static_cast<std::size_t>(i)];
    if (std::isnan(value))
      ++missing;
    else
      EXPECT_NEAR(value, (10 * static_cast<double>(first + i) - signal.baseline) / signal.gain, 0.01) << i;
  }
  return missing;
}

TEST(LeadReader, BridgesShortGapsAloneAndOnlyWhenAsked) {
  MemoryRecording recording = ramp(20);
  const auto longest = static_cast<std::int64_t>(LeadReader::longest_bridge * per_second);
  lose(recording, 1000, longest);
  EXPECT_EQ(missing_of(recording, 0, 7200), 0);
  LeadReader plain(recording, {0});
  std::int64_t missing = 0;
  for (const float value : plain.read(0, 7200)) missing += std::isnan(value) ? 1 : 0;
  EXPECT_EQ(missing, longest) << "a copy keeps its gaps";
  lose(recording, 3000, longest + 1);
  EXPECT_EQ(missing_of(recording, 0, 7200), longest + 1);
}

TEST(LeadReader, GapsAtTheEndsAndOfALeadThatComesAndGoesStay) {
  MemoryRecording recording = ramp(20);
  lose(recording, 0, 5);
  lose(recording, 7195, 5);
  EXPECT_EQ(missing_of(recording, 0, 7200), 10);
  // Every second 10 samples are lost: neither side has 30.
  recording = ramp(20);
  for (std::int64_t i = 1000; i < 3000; i += 20) lose(recording, i, 10);
  EXPECT_EQ(missing_of(recording, 0, 7200), 1000);
}

TEST(LeadReader, AGapAcrossTwoBlocksIsSeenWhole) {
  MemoryRecording recording = ramp(60);
  for (const std::int64_t at : {8150, 8185, 8190, 8192, 8200}) {
    MemoryRecording with_gap = recording;
    lose(with_gap, at, 12);
    EXPECT_EQ(missing_of(with_gap, 0, 8192), 0) << at;
    EXPECT_EQ(missing_of(with_gap, 8192, 8192), 0) << at;
  }
  lose(recording, 8170, 60);  // too long, whichever block shows a little of it
  EXPECT_EQ(missing_of(recording, 0, 8192), 22);
  EXPECT_EQ(missing_of(recording, 8192, 8192), 38);
}

// A lost packet of 12 to 100 ms next to a QRS complex cost the beat, without a word.
TEST(LeadReader, LostPacketsNextToBeatsCostNone) {
  for (const auto& [after_peak, gap] : {std::pair{0.01, 0.012}, {-0.006, 0.03}, {0.06, 0.04}, {0.12, 0.1}}) {
    MemoryRecording recording = MemoryRecording::simulated(120, 1);
    for (std::size_t i = 2; i + 2 < recording.beats().size(); i += 3)
      lose(recording, recording.beats()[i] + std::lround(after_peak * per_second),
           std::lround(gap * per_second));
    const Detection detection = detect_peaks(recording);
    const Figures result = figures(recording.beats(), detection.peaks, per_second);
    EXPECT_LE(result.missed + result.false_peaks, 1) << gap << " s, " << after_peak << " s after the peak";
    EXPECT_TRUE(detection.unanalyzable.empty());
  }
}

}  // namespace
}  // namespace rwave::testing
