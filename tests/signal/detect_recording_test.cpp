// Whole recordings: units, rates within a frame, missing samples, annotations.
#include "signal/detect_recording.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rwave/error.h"
#include "signal/detected.h"
#include "signal/memory_recording.h"

namespace rwave::testing {
namespace {

using ::testing::ElementsAre;

TEST(DetectRecording, FindsTheBeatsInBothLeadsOrTheOneNamed) {
  MemoryRecording recording = MemoryRecording::simulated(120, 2);
  for (const std::string lead : {"", "V1"}) {
    const Detection detection = detect_peaks(recording, lead);
    EXPECT_EQ(detection.leads.size(), lead.empty() ? 2U : 1U);
    const Figures result = figures(recording.beats(), detection.peaks, 360);
    EXPECT_LE(result.missed + result.false_peaks, 1) << lead;
    EXPECT_TRUE(detection.unanalyzable.empty());
  }
  EXPECT_THROW(detect_peaks(recording, "V9"), Error);
}

TEST(DetectRecording, UnitsDoNotMatter) {
  MemoryRecording recording = MemoryRecording::simulated(60, 1);
  const Detection in_mv = detect_peaks(recording);
  recording.signal(0).units = "uV";
  recording.signal(0).gain /= 1000;
  EXPECT_EQ(detect_peaks(recording).peaks, in_mv.peaks);
}

TEST(DetectRecording, SeveralSamplesAFrameGiveFrames) {
  MemoryRecording recording = MemoryRecording::simulated(60, 1);
  const Detection once = detect_peaks(recording);
  recording.header().rate /= 3;
  recording.header().frames /= 3;
  recording.signal(0).samples_per_frame = 3;
  const Detection thrice = detect_peaks(recording);
  ASSERT_EQ(thrice.peaks.size(), once.peaks.size());
  for (std::size_t i = 0; i < once.peaks.size(); ++i) EXPECT_EQ(thrice.peaks[i], once.peaks[i] / 3);
}

TEST(DetectRecording, MissingSamplesAreMarkedInTheAnnotations) {
  MemoryRecording recording = MemoryRecording::simulated(60, 1);
  std::fill_n(&recording.samples(0).at(std::size_t{20} * 360), 15 * 360, missing_sample);
  const Detection detection = detect_peaks(recording);
  ASSERT_EQ(detection.unanalyzable.size(), 1U);
  EXPECT_NEAR(static_cast<double>(detection.unanalyzable[0].first), 20 * 360, 1.6 * 360);
  EXPECT_NEAR(static_cast<double>(detection.unanalyzable[0].end), 35 * 360, 1.6 * 360);
}

TEST(DetectRecording, AnnotationsStandInOrder) {
  const Detection detection{
      .leads = {0}, .peaks = {100, 400, 2000}, .unanalyzable = {{400, 1500}, {2500, 3000}}};
  const std::vector<Annotation> annotations = annotations_of(detection, 3000);
  std::vector<std::string> told;
  told.reserve(annotations.size());
  for (const Annotation& a : annotations) {
    told.push_back(std::to_string(a.sample) + std::string(symbol_of(a.code)) + std::to_string(a.subtype));
  }
  EXPECT_THAT(told, ElementsAre("100N0", "400~-1", "400N0", "1500~0", "2000N0", "2500~-1"));
}

TEST(DetectRecording, ARateThatCannotBeReadIsAnErrorOfTheFile) {
  for (const double rate : {1.0, 100000.0}) {
    MemoryRecording recording = MemoryRecording::simulated(10, 1);
    recording.header().rate = rate;
    try {
      detect_peaks(recording);
      FAIL() << rate << " Hz was taken";
    } catch (const Error& fault) {
      EXPECT_THAT(fault.what(), ::testing::StartsWith("memory: R peaks are found at 100 to 2000 Hz"));
    }
  }
}

TEST(DetectRecording, AnEmptyRecordingIsAnError) {
  MemoryRecording recording = MemoryRecording::simulated(10, 1);
  recording.header().frames = 0;
  EXPECT_THROW(detect_peaks(recording), Error);
}

}  // namespace
}  // namespace rwave::testing
