// Recordings from the field on which earlier versions failed.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "rwave/annotation.h"
#include "rwave/recording.h"
#include "signal/detect_recording.h"
#include "signal/detected.h"

namespace rwave::testing {
namespace {

struct Case {
  const char* name;
  int missed, false_peaks;  // at most
};

class FieldCases : public ::testing::TestWithParam<Case> {};

TEST_P(FieldCases, BeatsAreFound) {
  const std::filesystem::path file = std::filesystem::path(RWAVE_TEST_FILES) / GetParam().name;
  const auto recording = open_recording(file);
  std::vector<std::int64_t> beats;
  for (const Annotation& annotation : read_annotations(file.string() + ".atr"))
    beats.push_back(annotation.sample);
  ASSERT_GE(beats.size(), 11U);
  const Detection detection = detect_peaks(*recording);
  const Figures result = figures(beats, detection.peaks, recording->info().rate);
  EXPECT_LE(result.missed, GetParam().missed);
  EXPECT_LE(result.false_peaks, GetParam().false_peaks);
  EXPECT_TRUE(detection.fibrillation.empty());
}

// vt: simulated tachycardia, smooth and fast. d*: CPSC 2019; in the first three the sinus complexes are a
// tenth of the ectopic ones (one at the very edge is lost), in d00224 spikes of 33 mV lie on the beats
// (two of eleven are told where a spike is).
// spike_*: simulated, with spikes of one sample.
INSTANTIATE_TEST_SUITE_P(All, FieldCases,
                         ::testing::Values(Case{"vt", 0, 0}, Case{"d00553", 0, 0}, Case{"d01068", 1, 0},
                                           Case{"d01389", 1, 0}, Case{"d00224", 2, 2}, Case{"spike_10", 0, 0},
                                           Case{"spike_30", 0, 0}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(FieldTachycardia, FastSmoothTachycardiaIsAnalyzable) {
  const auto recording = open_recording(std::filesystem::path(RWAVE_TEST_FILES) / "vt");
  const Detection detection = detect_peaks(*recording);
  std::int64_t unanalyzable = 0;
  for (const SampleSpan& span : detection.unanalyzable) unanalyzable += span.end - span.first;
  EXPECT_LE(unanalyzable, 5 * 250);  // of 30 s; all but the beginning and the end
}

}  // namespace
}  // namespace rwave::testing
