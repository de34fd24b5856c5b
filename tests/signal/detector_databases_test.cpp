// Recordings of patients. Floors are set a little below what is found; all records and the figures by EC57
// stand in docs/detector.md, printed by tools/fit_detector/detect_score.cpp.
#include <gtest/gtest.h>

#include <filesystem>

#include "signal/detect_recording.h"
#include "signal/detected.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

// The beats of EC57 outside flutter; 5 minutes are for learning.
Figures score(const std::filesystem::path& record, const std::filesystem::path& annotations) {
  const auto recording = open_recording(record);
  std::vector<std::int64_t> beats;
  for (const Annotation& annotation : read_annotations(annotations)) {
    const bool beat = (annotation.code >= 1 && annotation.code <= 13) || annotation.code == 34 ||
                      annotation.code == 35 || annotation.code == 38;
    if (beat) beats.push_back(annotation.sample);
  }
  return figures(beats, detect_peaks(*recording).peaks, recording->info().rate, 300);
}

struct Floor {
  const char* record;
  double sensitivity, predictivity;
};

class DetectorMitdb : public ::testing::TestWithParam<Floor> {};

TEST_P(DetectorMitdb, FindsTheBeats) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  const Floor floor = GetParam();
  const Figures result = score(mitdb / floor.record, mitdb / (std::string(floor.record) + ".atr"));
  EXPECT_GE(result.sensitivity(), floor.sensitivity) << "missed " << result.missed;
  EXPECT_GE(result.predictivity(), floor.predictivity) << "false " << result.false_peaks;
}

// An ordinary one; noise; low complexes; paced; many V; noise and fast V; blocked P waves; long pauses.
INSTANTIATE_TEST_SUITE_P(Detector, DetectorMitdb,
                         ::testing::Values(Floor{"100", 1, 1}, Floor{"105", 0.99, 0.985},
                                           Floor{"108", 0.995, 0.995}, Floor{"107", 0.995, 0.995},
                                           Floor{"208", 0.99, 0.995}, Floor{"203", 0.985, 0.985},
                                           Floor{"231", 0.999, 0.999}, Floor{"232", 0.999, 0.985}),
                         [](const auto& each) { return std::string("Record") + each.param.record; });

TEST(DetectorSvdb, FindsTheBeatsAt128Hz) {
  RWAVE_NEED_DATA(svdb, "svdb");
  const Figures result = score(svdb / "800", svdb / "800.atr");
  EXPECT_GE(result.sensitivity(), 0.999);
  EXPECT_GE(result.predictivity(), 0.999);
}

TEST(DetectorNstdb, HoldsUnderTheMotionOfElectrodes) {
  RWAVE_NEED_DATA(nstdb, "nstdb");
  RWAVE_NEED_DATA(mitdb, "mitdb");
  const Figures at_12_db = score(nstdb / "118e12", mitdb / "118.atr");
  EXPECT_GE(at_12_db.sensitivity(), 0.998);
  EXPECT_GE(at_12_db.predictivity(), 0.99);
  const Figures at_0_db = score(nstdb / "118e00", mitdb / "118.atr");
  EXPECT_GE(at_0_db.sensitivity(), 0.955);
  EXPECT_GE(at_0_db.predictivity(), 0.75);
}

}  // namespace
}  // namespace rwave::testing
