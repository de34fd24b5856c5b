// Ventricular fibrillation: found in a public recording, not in rhythms with beats, noise or tachycardia.
#include "signal/ventricular_fibrillation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <numbers>

#include "math/random.h"
#include "rwave/error.h"
#include "rwave/recording.h"
#include "signal/detect_recording.h"
#include "signal/detected.h"
#include "signal/memory_recording.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

std::vector<SampleSpan> spans_in(const std::vector<float>& samples, double rate, std::size_t piece = 0) {
  FibrillationFinder finder(rate, 1);
  std::span<const float> left = samples;
  while (!left.empty()) {
    const auto part = left.first(std::min(left.size(), piece == 0 ? left.size() : piece));
    finder.push(part);
    left = left.subspan(part.size());
  }
  finder.finish();
  return finder.take_spans();
}

// CUDB cu01, the two minutes about the onset of fibrillation (at 1:00).
TEST(Fibrillation, IsFoundInARecordingOfItAndHoldsNoBeats) {
  const auto recording = open_recording(std::filesystem::path(RWAVE_TEST_FILES) / "cu01_onset");
  const Detection detection = detect_peaks(*recording);
  ASSERT_EQ(detection.fibrillation.size(), 1U);
  EXPECT_NEAR(static_cast<double>(detection.fibrillation[0].first) / 250, 60, 4);
  EXPECT_EQ(detection.fibrillation[0].end, 30000);
  EXPECT_GT(detection.peaks.size(), 50U);
  for (const std::int64_t peak : detection.peaks) EXPECT_LT(peak, detection.fibrillation[0].first);
  for (const SampleSpan& span : detection.unanalyzable) EXPECT_LE(span.end, detection.fibrillation[0].first);
  const std::vector<Annotation> annotations = annotations_of(detection, 30000);
  const auto count = [&](int code) {
    return std::ranges::count_if(annotations, [&](const Annotation& a) { return a.code == code; });
  };
  EXPECT_EQ(count(code_of("[")), 1);
  EXPECT_EQ(count(code_of("]")), 1);
}

// Two samples a frame: the same samples, and places in frames.
TEST(Fibrillation, IsToldInFrames) {
  const auto recording = open_recording(std::filesystem::path(RWAVE_TEST_FILES) / "cu01_onset");
  const std::vector<SampleSpan> samples = detect_peaks(*recording).fibrillation;
  ASSERT_EQ(samples.size(), 1U);
  MemoryRecording halved = MemoryRecording::simulated(1, 1);
  halved.header().rate = recording->info().rate / 2;
  halved.header().frames = recording->info().frames / 2;
  halved.signal(0) = recording->info().signals[0];
  halved.signal(0).samples_per_frame = 2;
  halved.samples(0) = recording->read_adc(0, 0, recording->info().frames);
  const std::vector<SampleSpan> frames = detect_peaks(halved).fibrillation;
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_EQ(frames[0].first, samples[0].first / 2);
  EXPECT_EQ(frames[0].end, samples[0].end / 2);
}

TEST(Fibrillation, ResultDoesNotDependOnThePieces) {
  const auto recording = open_recording(std::filesystem::path(RWAVE_TEST_FILES) / "cu01_onset");
  const std::vector<float> samples = recording->read_physical(0, 0, recording->info().frames);
  EXPECT_EQ(spans_in(samples, 250), spans_in(samples, 250, 7));
}

TEST(Fibrillation, IsNotFoundInBeatsNoiseSilenceOrARegularTachycardia) {
  for (const double rate : {128.0, 250.0, 1000.0}) {
    const KnownBeats known = simulated({.rate = rate, .seconds = 120, .leads = 1});
    EXPECT_TRUE(spans_in(known.frames, rate).empty()) << rate;
    std::vector<float> noise, silence(static_cast<std::size_t>(60 * rate), 0.4F), sine;
    Random random(1);
    for (std::size_t i = 0; i < silence.size(); ++i) {
      noise.push_back(static_cast<float>(0.3 * random.normal()));
      sine.push_back(static_cast<float>(std::sin(2 * std::numbers::pi * 3 * static_cast<double>(i) / rate)));
    }
    EXPECT_TRUE(spans_in(noise, rate).empty()) << rate;
    EXPECT_TRUE(spans_in(silence, rate).empty()) << rate;
    EXPECT_TRUE(spans_in(sine, rate).empty()) << rate;
  }
}

TEST(Fibrillation, RefusesWhatItCannotHear) {
  EXPECT_THROW(FibrillationFinder(50, 1), Error);
  EXPECT_THROW(FibrillationFinder(250, 3), Error);
  FibrillationFinder two(250, 2);
  const std::vector<float> odd(3);
  EXPECT_THROW(two.push(odd), Error);
}

}  // namespace
}  // namespace rwave::testing
