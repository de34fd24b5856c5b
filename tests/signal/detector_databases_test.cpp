// Recordings of patients. Floors are set a little below what is found; all records and the figures by EC57
// stand in docs/detector.md, printed by tools/fit_detector/detect_score.cpp.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <span>
#include <vector>

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

// One lead, from its 10th second on.
Figures score(const std::vector<float>& lead, std::span<const std::int64_t> beats, double rate,
              Detector::Use use) {
  Detector detector(rate, 1, use);
  detector.push(lead);
  detector.finish();
  return figures(beats, detector.take_peaks(), rate, 10, static_cast<double>(lead.size()) / rate - 5);
}

// Five minutes of a record with a T wave put behind each complex that is as tall as the complex: each was a
// beat, and the rate told twice the true one.
TEST(DetectorMitdb, TWavesAsTallAsTheComplexesAreNoBeats) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  const auto recording = open_recording(mitdb / "103");
  const double rate = recording->info().rate;
  std::vector<float> lead = recording->read_physical(0, 0, std::llround(300 * rate));
  std::vector<std::int64_t> beats;
  for (const Annotation& annotation : read_annotations(mitdb / "103.atr"))
    if (annotation.code == 1 && annotation.sample < std::ssize(lead)) beats.push_back(annotation.sample);
  for (const std::int64_t beat : beats) {
    const float tall = lead[static_cast<std::size_t>(beat)];
    const std::int64_t end = std::min<std::int64_t>(std::ssize(lead), beat + std::llround(0.6 * rate));
    for (std::int64_t i = beat; i < end; ++i) {
      const double away = static_cast<double>(i - beat) / rate - 0.29, width = away < 0 ? 0.06 : 0.035;
      lead[static_cast<std::size_t>(i)] +=
          tall * static_cast<float>(std::exp(-0.5 * away * away / width / width));
    }
  }
  for (const auto use : {Detector::Use::recording, Detector::Use::stream}) {
    const Figures result = score(lead, beats, rate, use);
    EXPECT_LE(result.missed, 3);
    EXPECT_LE(result.false_peaks, 3);
  }
}

// One sinus beat of a record again and again, so that its T wave lies halfway between two complexes: complex
// and wave are an even rhythm of twice the rate, which the sequence of beats takes for likely.
TEST(DetectorMitdb, TWavesHalfwayBetweenComplexesAreNoBeats) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  for (const auto& [name, interval] : {std::pair("117", 0.5), std::pair("113", 0.6)}) {
    const auto recording = open_recording(mitdb / name);
    const double rate = recording->info().rate;
    std::vector<std::int64_t> beats;
    for (const Annotation& annotation : read_annotations(mitdb / (std::string(name) + ".atr")))
      if (annotation.code == 1) beats.push_back(annotation.sample);
    std::vector<float> lead;
    std::vector<std::int64_t> placed;
    const auto length = std::llround(interval * rate), before = std::llround(0.1 * rate);
    for (int i = 0; i < 200; ++i) {
      const std::vector<float> beat =
          recording->read_physical(0, beats.at(static_cast<std::size_t>(10 + i)) - before, length);
      placed.push_back(std::ssize(lead) + before);
      // Each begins where the one before ended.
      const float step = lead.empty() ? 0 : lead.back() - beat.front();
      for (std::int64_t k = 0; k < length; ++k) {
        const float share = 1 - static_cast<float>(k) / static_cast<float>(length);
        lead.push_back(beat[static_cast<std::size_t>(k)] + step * share);
      }
    }
    const Figures result = score(lead, placed, rate, Detector::Use::recording);
    EXPECT_LE(result.missed, 2) << name;
    EXPECT_LE(result.false_peaks, 10) << name;
  }
}

}  // namespace
}  // namespace rwave::testing
